/** What may be asked of facts, by publishers and by those who follow, and why it is refused. */
import { namesSessions } from './audience.ts';
import { type Refusal, WampError } from './errors.ts';
import type { FactStream } from './fact-stream.ts';
import { isId } from './ids.ts';
import type { Dict, Id, Publish, Uri } from './messages.ts';
import type { Pattern } from './uris.ts';

/** PUBLISH.Options._key. */
export function keyOf({ _key: key }: Dict): string | undefined {
  return typeof key === 'string' ? key : undefined;
}

/** What a publication that is to be kept may not ask for. */
export function refuseFact(stream: FactStream, { options, topic }: Publish): Refusal | undefined {
  if (namesSessions(options)) {
    return invalid(
      `events on ${topic} are kept longer than sessions live: list authids or authroles instead`,
    );
  }
  const { _corrects: old } = options;
  if (isId(old) && seqAt(stream, old, topic) !== old) {
    return invalid(`_corrects is ${old}, but no fact of ${topic} with this number is kept`);
  }
  return stream.isFull ? TOO_MUCH : undefined;
}

export const TOO_MUCH: Refusal = {
  error: WampError.unavailable,
  text: 'too much waits to be stored; publish it again later',
  limit: 'unstored',
};

/** Of the first fact of the topic from this number on. */
function seqAt({ log }: FactStream, from: Id, topic: Uri): Id | undefined {
  for (const { seq } of log.read(from, topic)) return seq;
  return undefined;
}

/** Without a log a key would not keep its promise, nor a correction name anything. */
export function refuseFactOptions({ topic, options: { _key, _corrects } }: Publish): Refusal | undefined {
  if ((_key ?? _corrects ?? undefined) === undefined) return undefined;
  const text = `events on ${topic} are no facts: leave out _key and _corrects, or have its prefix configured as facts`;
  return { error: WampError.optionNotAllowed, text };
}

/** Where SUBSCRIBE.Options._replay begins; 0: at the oldest. */
export function fromOf(asked: Dict): number {
  return typeof asked.from === 'number' ? asked.from : 0;
}

/** Why a subscription to this pattern cannot begin in the past that was asked for. `stream`: where all of its events are. */
export function refuseReplay(
  pattern: Pattern,
  asked: Dict,
  stream: FactStream | undefined,
): Refusal | undefined {
  if (stream === undefined)
    return invalid(`no facts are kept of all that ${pattern.uri} matches; leave out _replay`);
  const from = fromOf(asked);
  if (from <= stream.last + 1) return undefined;
  return invalid(`_replay.from is ${from}, but the newest fact has the number ${stream.last}`);
}

function invalid(text: string): Refusal {
  return { error: WampError.invalidArgument, text };
}
