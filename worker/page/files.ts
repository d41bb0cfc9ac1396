/** What pages hold of the Worker that reads and writes files: see FileService in ../files/protocol.ts. */
import { type Remote, transfer, wrap } from 'comlink';
import type {
  ColumnMapping,
  Fault,
  FileFormat,
  FileService,
  Parcel,
  Reading,
  Result,
  Source,
  WrittenFile,
} from '../files/protocol.ts';

const ENDED: Fault = { is: 'fault', message: '', why: 'ended', line: null, column: null, around: [] };

/**
 * One Worker, started with the first call and kept, with what it read, until close() or stop(). Calls reject with an Error in
 * words for people; a Worker that breaks down ends them too, and the next call starts another.
 */
export class OpenedFiles {
  #worker: Worker | null = null;
  #remote: Remote<FileService> | null = null;
  /** Ends what waits for a Worker that is no more. */
  #lost = new AbortController();

  /** A source that is read while another one is asked for is given up. */
  read(source: Source): Promise<Reading> {
    return this.#reading((remote) => remote.read(source));
  }

  mend(line: number, text: string): Promise<Reading> {
    return this.#reading((remote) => remote.mend(line, text));
  }

  choose(columns: ColumnMapping): Promise<Reading> {
    return this.#reading((remote) => remote.choose(columns));
  }

  pack(): Promise<Parcel> {
    return this.#ask((remote) => remote.pack());
  }

  /** @param problem is taken over: it is of no use to the caller any more */
  given(kind: string, problem: Uint8Array): Promise<number | null> {
    return this.#ask((remote) => remote.given(kind, transfer(problem, [problem.buffer])));
  }

  /** @param result its blobs are taken over */
  write(format: FileFormat, result: Result): Promise<WrittenFile> {
    const blobs = [result.problem.buffer, result.view.buffer];
    return this.#ask((remote) => remote.write(format, transfer(result, blobs)));
  }

  /** Ends the Worker at once, whatever it does; what it read is gone. */
  stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#remote = null;
    this.#lost.abort();
    this.#lost = new AbortController();
  }

  async #reading(work: (remote: Remote<FileService>) => Promise<Reading>): Promise<Reading> {
    const before = this.#lost.signal;
    return this.#ask(work).catch((error: unknown) => {
      if (before.aborted) return ENDED;
      throw error;
    });
  }

  /** Comlink would let a call to a Worker that died wait for ever. */
  #ask<T>(work: (remote: Remote<FileService>) => Promise<T>): Promise<T> {
    const remote = this.#open();
    const { signal } = this.#lost;
    return new Promise((resolve, reject) => {
      const end = () => reject(new Error('the part of this page that reads files ended'));
      signal.addEventListener('abort', end, { once: true });
      work(remote)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', end));
    });
  }

  #open(): Remote<FileService> {
    if (this.#remote) return this.#remote;
    const worker = new Worker(new URL('../files/files.worker.ts', import.meta.url), { type: 'module' });
    worker.onerror = () => {
      if (this.#worker === worker) this.stop();
    };
    this.#worker = worker;
    this.#remote = wrap<FileService>(worker);
    return this.#remote;
  }
}
