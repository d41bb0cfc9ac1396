/** What durable slots need of whoever keeps them (../slot-store.ts). */
import type { Journal } from './backlog.ts';
import type { DeadLetterFile } from './dead-letters.ts';
import type { Dict, Uri } from './messages.ts';
import type { ProgressFile, Stream } from './stream-backlog.ts';

/** Where a durable slot lies. */
export interface SlotFile {
  readonly journal: Journal;
  readonly deadLetters: DeadLetterFile;
  readonly progress: ProgressFile;
  /** What the slot is, for the next start of the router. */
  define(spec: Dict): void;
  /** Forgets all of it. */
  destroy(): void;
}

/** Where durable slots are kept. */
export interface SlotStore {
  /** Those of before. */
  readonly found: Iterable<{ readonly procedure: Uri; readonly spec: Dict }>;
  open(procedure: Uri): SlotFile;
}

/** What makes a slot durable. */
export interface KeptSlot {
  readonly file: SlotFile;
  /** The facts its events are; undefined: they are none, and lie in the slot's own journal. */
  readonly stream: Stream | undefined;
  /** So many events were forgotten before it came to them, or cannot be read. */
  readonly onLost: (count: number) => void;
}
