/**
 * Durable slots in a Store, as its keys: `slots/<id>` says what a slot is, `slot-event/<id>/<number>-<weight>` has each event that
 * is not done with, `slot-dead/<id>/<publication>` each dead letter. An event that is done with is a key less: so whatever came
 * before a crash in one order is there after it in the same, and at most what was done last comes again. A slot whose events are
 * facts has `slot-progress/<id>` instead.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Dict, Payload, Uri } from './core/messages.ts';
import type { SlotFile } from './core/slot.ts';
import type { DeadLetter, Entry } from './core/slot-event.ts';
import type { SlotStore } from './core/slots.ts';
import type { Progress } from './core/stream-backlog.ts';
import { msgpackFormat } from './serializers/msgpack.ts';
import type { Store } from './store/store.ts';

/** `onError`: told of writes that fail; what they were of may come again after the router's next start. */
export function slotStore(store: Store, realm: Uri, onError: (error: unknown) => void): SlotStore {
  return {
    get found() {
      return [...store.keys('slots/')].flatMap((key) => {
        const { realm: of, procedure, spec } = valueAt(store, key) as Slotted;
        return of === realm ? [{ procedure, spec }] : [];
      });
    },
    open: (procedure) => fileOf(store, { realm, procedure }, onError),
  };
}

interface Slotted {
  readonly realm: Uri;
  readonly procedure: Uri;
  readonly spec: Dict;
}

function fileOf(
  store: Store,
  of: Pick<Slotted, 'realm' | 'procedure'>,
  onError: (error: unknown) => void,
): SlotFile {
  // A URI may be longer than a key.
  const id = bytesToHex(sha256(new TextEncoder().encode(`${of.realm}\0${of.procedure}`))).slice(0, 32);
  const events = `slot-event/${id}/`;
  const dead = `slot-dead/${id}/`;
  let isGone = false;
  const quietly = (written: Promise<unknown>): void => void written.catch(onError);
  const eventKey = (number: number, weight: number): string =>
    `${events}${String(number).padStart(16, '0')}-${weight}`;
  return {
    journal: {
      get found() {
        return [...store.keys(events)].map((key) => {
          const [number, weight] = key.slice(events.length).split('-');
          return { number: Number(number), weight: Number(weight) };
        });
      },
      write: (entry) => store.put(eventKey(entry.number, entry.weight), written(entry)),
      read: (number, weight) => {
        const value = valueAt(store, eventKey(number, weight)) as Entry | undefined;
        return value && { ...value, number, weight };
      },
      remove: (number, weight) => quietly(store.delete(eventKey(number, weight))),
    },
    deadLetters: {
      get found() {
        return [...store.keys(dead)]
          .map((key) => valueAt(store, key) as DeadLetter)
          .sort((a, b) => a.failed - b.failed);
      },
      keep: (letter) => quietly(store.put(`${dead}${letter.event.publication}`, written(letter))),
      remove: ({ event }) => quietly(store.delete(`${dead}${event.publication}`)),
    },
    progress: {
      get found() {
        return valueAt(store, `slot-progress/${id}`) as Progress | undefined;
      },
      save: latest(async (progress: () => Progress) => {
        if (isGone) return;
        await store.put(`slot-progress/${id}`, msgpackFormat.write(progress())).catch(onError);
      }),
    },
    define: (spec) => quietly(store.put(`slots/${id}`, msgpackFormat.write({ ...of, spec }))),
    destroy() {
      isGone = true;
      quietly(store.delete(`slots/${id}`));
      quietly(store.delete(`slot-progress/${id}`));
      for (const prefix of [events, dead]) for (const key of store.keys(prefix)) quietly(store.delete(key));
    },
  };
}

/** One write at a time; whoever asks meanwhile is served by the next, with what is true then. */
function latest<T>(write: (value: T) => Promise<unknown>): (value: T) => void {
  let isWriting = false;
  let waiting: { readonly value: T } | null = null;
  return function ask(value) {
    if (isWriting) {
      waiting = { value };
      return;
    }
    isWriting = true;
    void write(value).then(() => {
      isWriting = false;
      const next = waiting;
      waiting = null;
      if (next !== null) ask(next.value);
    });
  };
}

function valueAt(store: Store, key: string): unknown {
  const bytes = store.get(key);
  return bytes && msgpackFormat.parse(bytes);
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
