/** Types that cross postMessage between a page and the peer in the SharedWorker. Nothing here runs. */
import type { DonorCredit, Input, Output, Procedure } from '../peer/procedures.ts';
import type { Topic, Topics } from '../peer/topics.ts';

/** What the visitor chose. */
export interface DonorSettings {
  /** Public nickname; empty: the orchestrator makes one. */
  readonly name: string;
  /** Kernels over all tabs of this origin, 1..hardwareConcurrency. */
  readonly cores: number;
  /** Part of the time that each of them works, 0.25..1: slices of milliseconds with rests between them. */
  readonly share: number;
  /** Minutes after which the yes ends by itself; 720 at most. */
  readonly minutes: number;
  /** Keep computing when no tab of this origin is visible. */
  readonly background: boolean;
  /** Keep computing on battery power, or where a handheld device does not tell. */
  readonly battery: boolean;
  /** Keep computing although the browser is to save data. */
  readonly dataSaver: boolean;
  /** Keep computing although the device is under pressure. */
  readonly pressure: boolean;
  /** The visitor pressed Pause. */
  readonly held: boolean;
}

/**
 * What a page sees of the device it is on. Where a browser does not tell: `power` is `unknown`, which counts as battery on a
 * handheld device and as mains elsewhere (there the form begins with half the time); data saving counts as off, since who
 * does not tell has no such mode; of pressure the page's own lag tells instead.
 */
export interface PageSignals {
  readonly power: 'mains' | 'battery' | 'unknown';
  /** Its first pointer is a finger: a phone or a tablet. */
  readonly handheld: boolean;
  readonly dataSaver: boolean;
  /** The device is under pressure, or was a moment ago. */
  readonly pressure: boolean;
  /** The page's own main thread is late to its timers, or was a moment ago. */
  readonly lag: boolean;
}

/** Why a donor that may work does not: the visitor's word, and what its pages see. */
export type Consideration = 'held' | 'hidden' | 'battery' | 'data saver' | 'pressure' | 'lag';

export type PauseReason = Consideration | 'offline' | 'no job' | 'outdated' | 'barred';

/** The one state of this browser as a donor, the same in every tab. */
export interface DonorStatus {
  readonly connection: 'connecting' | 'online';
  /** Why the last attempt to connect failed, for people; empty when online. */
  readonly reason: string;
  readonly donating: boolean;
  /** Why nothing runs although donating; null while it runs. */
  readonly paused: PauseReason | null;
  readonly settings: DonorSettings | null;
  /** Kernels alive over all tabs, and how many work on a task now. */
  readonly kernels: number;
  readonly running: number;
  readonly tabs: number;
  /** Moves per second of this browser, over the last few seconds. */
  readonly rate: number;
  /** Cores at work over the last few seconds as the kernels' clocks say, 0..cores of the device: 0.5 is half of one. */
  readonly load: number;
  /** When the yes ends by itself, milliseconds since 1970; 0 when not donating. */
  readonly until: number;
  /** Since Donate was pressed. */
  readonly session: DonorSession;
  readonly donor: {
    readonly id: string;
    readonly name: string;
    /** The name that was wished is not shown in public: this one was made. */
    readonly refused?: boolean;
    readonly credit: DonorCredit;
  } | null;
}

export interface DonorSession {
  /** Answers given, and the moves in them. */
  readonly tasks: number;
  readonly moves: number;
  /** Moves that count by now, and improvements found; null while it is not known. */
  readonly verified: number | null;
  readonly improvements: number | null;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** What pages hold (worker/page/index.ts): a typed view of the browser's one WAMP peer. */
export interface PagePeer {
  /** Also with other settings, while donating: the yes ends when it would have, or sooner. */
  donate(settings: DonorSettings): Promise<void>;
  /** Ends every kernel of every tab of this origin within 100 ms and forgets the consent. */
  stop(): Promise<void>;
  /** Called at once and at each change, at most 4 times a second; returns its own removal. */
  onStatus(listener: (status: DonorStatus) => void): () => void;
  call<P extends Procedure>(procedure: P, input: Input<P>): Promise<Output<P>>;
  /** Live until the returned function is called; survives reconnects. */
  subscribe<T extends Topic>(topic: T, listener: (event: Topics[T]) => void): () => void;
  /**
   * Facts: all that are kept, then what comes; each once, and in order. Where this browser's peer had to be started anew they are
   * told from the oldest again. The topics of facts stand in docs/protocol.md.
   */
  follow<T extends Topic>(topic: T, listener: (event: Topics[T]) => void): () => void;
  /** Fetches `GET /blob/<sha256>` and checks the hash. */
  blob(sha256: string): Promise<Uint8Array>;
  /** Frees this tab's share: listeners, kernels, port. */
  close(): void;
}
