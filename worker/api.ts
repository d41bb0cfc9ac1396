/** Types that cross postMessage between a page and the peer in the SharedWorker. Nothing here runs. */
import type { DonorCredit, Input, Output, Procedure } from '../peer/procedures.ts';
import type { Topic, Topics } from '../peer/topics.ts';

/** What the visitor chose. */
export interface DonorSettings {
  /** Public nickname; empty: the orchestrator makes one. */
  readonly name: string;
  /** Kernels over all tabs of this origin, 1..hardwareConcurrency. */
  readonly cores: number;
  /** Keep computing when no tab of this origin is visible. */
  readonly background: boolean;
}

export type PauseReason = 'hidden' | 'offline' | 'no job' | 'outdated' | 'barred';

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
  /** Since Donate was pressed. */
  readonly session: { readonly tasks: number; readonly moves: number; readonly since: number };
  readonly donor: {
    readonly id: string;
    readonly name: string;
    /** The name that was wished is not shown in public: this one was made. */
    readonly refused?: boolean;
    readonly credit: DonorCredit;
  } | null;
}

/** What pages hold (worker/page/index.ts): a typed view of the browser's one WAMP peer. */
export interface PagePeer {
  /** @param lasts milliseconds from now until the yes ends by itself; never longer than 12 hours, or than a yes that still holds. */
  donate(settings: DonorSettings, lasts?: number): Promise<void>;
  /** Ends every kernel of every tab of this origin within 100 ms and forgets the consent. */
  stop(): Promise<void>;
  /** Called at once and at each change, at most 4 times a second; returns its own removal. */
  onStatus(listener: (status: DonorStatus) => void): () => void;
  call<P extends Procedure>(procedure: P, input: Input<P>): Promise<Output<P>>;
  /** Live until the returned function is called; survives reconnects. */
  subscribe<T extends Topic>(topic: T, listener: (event: Topics[T]) => void): () => void;
  /** Fetches `GET /blob/<sha256>` and checks the hash. */
  blob(sha256: string): Promise<Uint8Array>;
  /** Frees this tab's share: listeners, kernels, port. */
  close(): void;
}
