import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { pipe } from '../../peer/compose/compose.ts';
import { run } from '../../peer/compose/part.ts';
import { newKey } from '../../peer/hand-in.ts';
import type { Job, WorldProblem, WorldWish } from '../../peer/procedures.ts';
import type { Desk } from '../../worker/desk-api.ts';
import type {
  ColumnMapping,
  Fault,
  Reading,
  ReadProblem,
  Source,
  Unclear,
} from '../../worker/files/protocol.ts';
import type { OpenedFiles } from '../../worker/page/files.ts';
import { faultIn } from '../strings/fault.ts';
import { strings } from '../strings/language.ts';
import { titleOf } from '../strings/title.ts';
import { submit } from './submit.ts';
import type { Wishes } from './wishes.ts';

/** What has become of the places that the visitor gave. */
export type Phase =
  | { readonly is: 'empty' }
  /** @property name of the file; null: text, or cities of the world */
  | { readonly is: 'reading'; readonly what: 'file' | 'text' | 'world'; readonly name: string }
  | Unclear
  | Fault
  | {
      readonly is: 'ready';
      readonly read: ReadProblem;
      /** Share that is with the server; null: nothing is sent. */
      readonly sending: number | null;
      /** Why the last start failed. */
      readonly failure: string;
    };

/**
 * The places on their way from a file to a job. Renders its host at each change.
 * Invariants: the last source wins, whatever of earlier ones still comes; what was given stays until it is a job or another one
 * is given; one job at most is being handed in.
 */
export class Draft implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #files: OpenedFiles;
  #phase: Phase = { is: 'empty' };
  /** Counts sources: what an earlier one still brings comes too late. */
  #turn = 0;
  /** Ends what is asked of the server, or sent to it, when it is given up. */
  #giving = new AbortController();
  /** The job whose start was tried last, and its key. */
  #tried: { readonly of: string; readonly key: string } | null = null;

  constructor(host: ReactiveControllerHost, files: OpenedFiles) {
    this.#host = host;
    this.#files = files;
    host.addController(this);
  }

  get phase(): Phase {
    return this.#phase;
  }

  hostConnected(): void {}

  file(file: File): Promise<void> {
    // One that is still read is of no use any more, and may take long.
    if (this.#phase.is === 'reading') this.#files.stop();
    return this.#take({ is: 'reading', what: 'file', name: file.name }, () =>
      this.#files.read({ is: 'file', file }),
    );
  }

  text(text: string): Promise<void> {
    return this.#take({ is: 'reading', what: 'text', name: '' }, () =>
      this.#files.read({ is: 'text', text }),
    );
  }

  world(desk: Desk, wish: WorldWish): Promise<void> {
    const way = pipe('lehr.problem.world', fetched(desk), (source: Source) => this.#files.read(source));
    return this.#take({ is: 'reading', what: 'world', name: '' }, (signal) =>
      run(desk, way, wish, { signal }),
    );
  }

  mend(line: number, text: string): Promise<void> {
    return this.#take({ is: 'reading', what: 'text', name: '' }, () => this.#files.mend(line, text));
  }

  choose(columns: ColumnMapping): Promise<void> {
    return this.#take({ is: 'reading', what: 'text', name: '' }, () => this.#files.choose(columns));
  }

  /** Also while something is read. */
  clear(): void {
    this.#turn += 1;
    this.#giveUp();
    if (this.#phase.is === 'reading') this.#files.stop();
    this.#enter({ is: 'empty' });
  }

  /** Sends no more of it: what was read stays. Nothing where it is being handed in already. */
  stop(): void {
    const { phase } = this;
    if (phase.is !== 'ready' || phase.sending === null || phase.sending === 1) return;
    this.#giveUp();
    this.#enter({ ...phase, sending: null, failure: '' });
  }

  /** Hands it in; null where it did not work, which is shown, or was on its way already. */
  async start(desk: Desk, wishes: Wishes): Promise<Job | null> {
    const { phase } = this;
    if (phase.is !== 'ready' || phase.sending !== null) return null;
    const turn = this.#turn;
    const { signal } = this.#giving;
    const show = (sending: number | null, failure = '') => {
      if (turn === this.#turn && !signal.aborted) this.#enter({ ...phase, sending, failure });
    };
    const progress = (share: number) => {
      // The job may be there from now on: nobody breaks that off.
      if (share === 1) this.#giving = new AbortController();
      show(share);
    };
    show(0);
    try {
      const job = await submit(desk, () => this.#files.pack(), {
        // A ready-made title that was left as it is stays one, which every page says in its own language.
        wishes: wishes.title === titleOf(phase.read.title) ? { ...wishes, title: phase.read.title } : wishes,
        key: this.#keyOf(wishes),
        progress,
        signal,
      });
      if (turn === this.#turn) this.#enter({ is: 'empty' });
      return job;
    } catch (error) {
      show(null, wordsOf(error));
      return null;
    }
  }

  /** The same for the same job, however often its start is tried: where an answer was lost, it was perhaps taken. */
  #keyOf(wishes: Wishes): string {
    const of = JSON.stringify([this.#turn, wishes]);
    if (this.#tried?.of !== of) this.#tried = { of, key: newKey() };
    return this.#tried.key;
  }

  #giveUp(): void {
    this.#giving.abort();
    this.#giving = new AbortController();
  }

  async #take(meanwhile: Phase, read: (signal: AbortSignal) => Promise<Reading>): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#giveUp();
    this.#enter(meanwhile);
    const reading = await read(this.#giving.signal).catch(
      (error: unknown): Fault => ({
        is: 'fault',
        message: wordsOf(error),
        why: 'content',
        line: null,
        column: null,
        around: [],
      }),
    );
    if (turn !== this.#turn) return;
    this.#enter(
      reading.is === 'problem' ? { is: 'ready', read: reading, sending: null, failure: '' } : reading,
    );
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#host.requestUpdate();
  }
}

/** What the server made, with its blobs. */
function fetched(desk: Pick<Desk, 'blob'>): (made: WorldProblem) => Promise<Source> {
  return async (made) => {
    const [problem, view] = await Promise.all([desk.blob(made.problem), desk.blob(made.view)]);
    return { is: 'stored', title: made.title, problem, view };
  };
}

/** What went wrong, in the page's language. */
export function wordsOf(error: unknown): string {
  return faultIn(strings.language, error instanceof Error ? error.message : String(error));
}
