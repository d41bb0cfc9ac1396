/**
 * A process of the benchmark: started by the same launcher as this one with `--role NAME`, spoken to by one question and
 * one answer at a time over IPC. A question that fails rejects with the child's error text.
 */
import { type ChildProcess, fork } from 'node:child_process';

/** Answers questions of the parent process until it disconnects. */
export type Answers = (question: Question) => Promise<unknown>;

export interface Question {
  readonly ask: string;
  readonly with?: unknown;
}

interface Reply {
  readonly value?: unknown;
  readonly error?: string;
}

export class Child {
  readonly #process: ChildProcess;
  #last: Promise<unknown> = Promise.resolve();

  /** `argv`: what main() was given, so that what stands before it is the launcher. */
  constructor(role: string, argv: readonly string[]) {
    const [script = '', ...before] = process.argv.slice(1, process.argv.length - argv.length);
    this.#process = fork(script, [...before, '--role', role], {
      execArgv: ['--expose-gc', ...process.execArgv],
      serialization: 'advanced',
    });
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** Questions are answered in the order asked. */
  ask<T>(ask: string, about?: unknown): Promise<T> {
    const answered = this.#last.then(() => this.#ask({ ask, with: about }));
    this.#last = answered.catch(() => {});
    return answered as Promise<T>;
  }

  #ask(question: Question): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) =>
        reject(new Error(`the process ended (${code}) when asked ${question.ask}`));
      this.#process.once('exit', ended);
      this.#process.once('message', ({ value, error }: Reply) => {
        this.#process.off('exit', ended);
        if (error === undefined) resolve(value);
        else reject(new Error(error));
      });
      this.#process.send(question);
    });
  }

  stop(): void {
    this.#process.removeAllListeners();
    this.#process.disconnect();
  }
}

/** The child's side; resolves when the parent is gone. */
export function answer(answers: Answers): Promise<void> {
  process.on('message', (question: Question) => {
    answers(question).then(
      (value) => process.send?.({ value } satisfies Reply),
      (error: unknown) =>
        process.send?.({ error: error instanceof Error ? error.message : String(error) } satisfies Reply),
    );
  });
  return new Promise((resolve) => process.once('disconnect', resolve));
}

/** What a server process has used: CPU in microseconds since its start, memory in bytes after a collection. */
export interface Usage {
  readonly cpu: number;
  readonly rss: number;
}

export function usage(collect: boolean): Usage {
  if (collect) for (let i = 0; i < 3; i++) (globalThis as { gc?: () => void }).gc?.();
  const { user, system } = process.cpuUsage();
  return { cpu: user + system, rss: process.memoryUsage.rss() };
}
