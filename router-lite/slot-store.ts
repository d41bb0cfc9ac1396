/**
 * Durable slots in a Store, as its keys: `slots/<id>` says what a slot is and where its place is, which is `<id>` too unless one
 * of that name was just removed (slot-removals.ts); `slot-dead/<place>/<publication>` has each dead letter, and what slot-journal.ts
 * says each event that is not done with; a slot whose events are facts has `slot-progress/<id>` instead. What members acknowledged is
 * written along with the next write: after a crash at most what was done in the 20 ms before it comes again.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Dict, Payload, Uri } from './core/messages.ts';
import type { DeadLetter, Entry } from './core/slot-event.ts';
import type { SlotFile, SlotStore } from './core/slot-file.ts';
import type { Progress } from './core/stream-backlog.ts';
import { msgpackFormat } from './serializers/msgpack.ts';
import { SlotJournal } from './slot-journal.ts';
import { deadAt, SlotRemovals } from './slot-removals.ts';
import type { Store } from './store/store.ts';

export interface StoredSlots extends SlotStore {
  /** Before the store is closed: what is still being removed goes on at the next start. */
  stop(): void;
}

/** `onError`: told of writes that fail; what they were of may come again after the router's next start. */
export function slotStore(store: Store, realm: Uri, onError: (error: unknown) => void): StoredSlots {
  const removals = new SlotRemovals(store, realm, onError);
  const journals = new Set<SlotJournal>();
  return {
    get found() {
      return [...store.keys('slots/')].flatMap((key) => {
        const { realm: of, procedure, spec, place } = valueAt(store, key) as Slotted;
        const isGone = removals.has(place ?? key.slice('slots/'.length));
        return of === realm && !isGone ? [{ procedure, spec }] : [];
      });
    },
    open: (procedure) => fileOf({ realm, procedure }, { store, removals, journals, onError }),
    stop() {
      removals.stop();
      for (const journal of journals) journal.stop();
    },
  };
}

interface Slotted {
  readonly realm: Uri;
  readonly procedure: Uri;
  readonly spec: Dict;
  /** Absent: named as the slot is. */
  readonly place?: string;
}

interface Shelf {
  readonly store: Store;
  readonly removals: SlotRemovals;
  /** Of those that were opened and not removed. */
  readonly journals: Set<SlotJournal>;
  readonly onError: (error: unknown) => void;
}

/**
 * Where the slot of this id lies; a new one of this id, while what it had before is being removed, lies beside that. `isOver`: all that
 * is to be read of the id is of the one that was removed, until the disk has it.
 */
function placeOf(id: string, { store, removals }: Shelf): { place: string; isOver: boolean } {
  const { place = id } = (valueAt(store, `slots/${id}`) ?? {}) as Partial<Slotted>;
  if (!removals.has(place)) return { place, isOver: false };
  let n = 1;
  while (removals.has(`${id}.${n}`)) n += 1;
  return { place: removals.has(id) ? `${id}.${n}` : id, isOver: true };
}

function fileOf(of: Pick<Slotted, 'realm' | 'procedure'>, shelf: Shelf): SlotFile {
  const { store, removals, journals, onError } = shelf;
  // A URI may be longer than a key.
  const id = bytesToHex(sha256(new TextEncoder().encode(`${of.realm}\0${of.procedure}`))).slice(0, 32);
  const { place, isOver } = placeOf(id, shelf);
  const dead = deadAt(place);
  let isGone = false;
  let progress: (() => Progress) | null = null;
  /** One that is broken keeps nobody from the others. */
  const readable = (key: string): unknown => {
    try {
      return valueAt(store, key);
    } catch (error) {
      onError(error);
      return undefined;
    }
  };
  const quietly = (written: Promise<unknown>): void => void written.catch(onError);
  const saveProgress = () => {
    if (!isGone && progress !== null)
      quietly(store.put(`slot-progress/${id}`, msgpackFormat.write(progress())));
  };
  const single = { write: written, parse: (bytes: Uint8Array) => msgpackFormat.parse(bytes) as Entry };
  const journal = new SlotJournal({ store, place, single, onError });
  journals.add(journal);
  return {
    journal,
    deadLetters: {
      get found() {
        return [...store.keys(dead)]
          .flatMap((key) => (readable(key) as DeadLetter | undefined) ?? [])
          .sort((a, b) => a.failed - b.failed);
      },
      keep(letter) {
        if (!isGone) quietly(store.put(`${dead}${letter.event.publication}`, written(letter)));
      },
      remove: ({ event }) => quietly(store.delete(`${dead}${event.publication}`)),
    },
    progress: {
      get found() {
        return isOver ? undefined : (valueAt(store, `slot-progress/${id}`) as Progress | undefined);
      },
      save(now) {
        progress = now;
        store.withNext(saveProgress);
      },
    },
    define: (spec) => quietly(store.put(`slots/${id}`, msgpackFormat.write({ ...of, spec, place }))),
    destroy() {
      isGone = true;
      journal.end();
      journals.delete(journal);
      removals.add(place);
      quietly(store.delete(`slots/${id}`));
      quietly(store.delete(`slot-progress/${id}`));
    },
  };
}

function valueAt(store: Store, key: string): unknown {
  const bytes = store.get(key);
  try {
    return bytes && msgpackFormat.parse(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${key} in the store cannot be read: ${reason}`, { cause });
  }
}

function written(entry: Entry | DeadLetter): Uint8Array {
  const { event } = entry;
  const failure =
    'failure' in entry ? { code: entry.failure.code, payload: plain(entry.failure.payload) } : null;
  return msgpackFormat.write({
    number: entry.number,
    weight: entry.weight,
    attempts: entry.attempts,
    event: { ...event, payload: plain(event.payload) },
    ...(failure === null ? {} : { failure, failed: (entry as DeadLetter).failed }),
  });
}

/** A payload that travels as the bytes it came in is read now: on disk it is in one format. */
function plain({ args, kwargs, opaque }: Payload): Dict {
  return { args, kwargs, opaque };
}
