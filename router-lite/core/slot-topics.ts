/**
 * The topics a slot had before this one. Of a slot that goes on with another topic some events, or dead letters, may be of these, until it
 * has none at all; whoever serves it meanwhile gets them, and must be allowed to (slot-rules.ts). Written down with what the slot is.
 */
import type { Slot } from './slot.ts';
import { type SlotSpec, toldSpec } from './slot-spec.ts';
import type { Pattern } from './uris.ts';

/** Of whatever it has: its own first. */
export function topicsIn(slot: Slot): readonly Pattern[] {
  return hasAny(slot) ? [slot.spec.topic, ...slot.earlier] : [];
}

/** It is this from now on, and keeps what it has. */
export function goOnAs(slot: Slot, spec: SlotSpec): void {
  const topics = topicsIn(slot).filter((topic) => !isSame(topic, spec.topic));
  slot.earlier = topics.filter((topic, at) => topics.findIndex((each) => isSame(each, topic)) === at);
  slot.spec = spec;
  keepSpec(slot);
}

/** Before it takes an event: where it has none, those to come are of its topic. */
export function forgetEarlier(slot: Slot): void {
  if (slot.earlier.length === 0 || hasAny(slot)) return;
  slot.earlier = [];
  keepSpec(slot);
}

/** For the next start. */
export function keepSpec({ spec, earlier, file }: Slot): void {
  file?.define(earlier.length === 0 ? toldSpec(spec) : { ...toldSpec(spec), earlier });
}

/** Events that some member is to have yet, or dead letters that may go out once more. */
function hasAny({ length, deadLetters }: Slot): boolean {
  return length > 0 || deadLetters.size > 0;
}

function isSame(a: Pattern, b: Pattern): boolean {
  return a.uri === b.uri && a.match === b.match;
}
