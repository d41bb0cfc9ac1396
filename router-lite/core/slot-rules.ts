/** Why a slot cannot be as it is asked for. */
import { refuseSubscribe } from './authorization.ts';
import { type Refusal, WampError } from './errors.ts';
import type { Dict, Uri } from './messages.ts';
import type { Wanted } from './registrar.ts';
import type { Session } from './session.ts';
import type { Slot } from './slot.ts';
import type { SlotLimits } from './slot-limits.ts';
import { covering, mixing, type Streams } from './slot-place.ts';
import { isSameSpec, type SlotSpec, slotSpec, toldSpec } from './slot-spec.ts';
import { topicsIn } from './slot-topics.ts';
import type { Pattern, UriRule } from './uris.ts';

/** A session would serve a slot. */
interface SlotWish {
  readonly procedure: Uri;
  readonly spec: SlotSpec;
  /** Others serve the procedure already. */
  readonly isServed: boolean;
}

/** Where it is to be. */
export interface SlotSite {
  readonly streams: Streams;
  readonly limits: SlotLimits;
  readonly uris: UriRule;
  /** Of the procedures that look after slots. */
  readonly prefix: Uri;
  /** Slots there are. */
  readonly count: number;
  /** Durable ones have a place to lie. */
  readonly isKept: boolean;
}

/** Why this session may not serve the slot it names, or the one that has this procedure; undefined: nothing is against it. */
export function refuseMember(
  { session, pattern, options, isServed }: Wanted & { readonly session: Session; readonly pattern: Pattern },
  slot: Slot | undefined,
  site: SlotSite,
): Refusal | undefined {
  const spec = slotSpec(options._slot);
  if (spec !== null && 'error' in spec) return spec;
  const wanted = spec ?? slot?.spec;
  if (wanted === undefined) return undefined;
  if (pattern.match !== 'exact') {
    const text = 'a slot is served by one procedure: leave out REGISTER.Options.match';
    return { error: WampError.invalidArgument, text };
  }
  const refused =
    refuseSubscribe(session, wanted.topic, site.uris) ??
    (spec === null ? undefined : refuseSlot({ procedure: pattern.uri, spec, isServed }, slot, site));
  if (refused !== undefined || slot === undefined || !goesOn(slot.spec, wanted, site.streams)) return refused;
  return refuseEarlier(session, slot, site);
}

/** Whose events would come to whoever registers so: all that refuseMember() looks at. */
export function topicsFor(
  { pattern, options }: { readonly pattern: Pattern; readonly options: Dict },
  slot: Slot | undefined,
  streams: Streams,
): readonly Pattern[] {
  const spec = slotSpec(options._slot);
  if (pattern.match !== 'exact' || (spec !== null && 'error' in spec)) return [];
  const wanted = spec ?? slot?.spec;
  if (wanted === undefined) return [];
  const had = slot !== undefined && goesOn(slot.spec, wanted, streams) ? topicsIn(slot) : [];
  return [wanted.topic, ...had];
}

/** What it has of other topics, as of those it had before, would come to this session as well. */
function refuseEarlier(session: Session, slot: Slot, { uris, prefix }: SlotSite): Refusal | undefined {
  const { procedure } = slot;
  for (const topic of topicsIn(slot)) {
    const refused = refuseSubscribe(session, topic, uris);
    if (refused === undefined) continue;
    const text = `events of ${topic.uri} wait in ${procedure}: allow this role to subscribe to that until it has had them, and has no dead letters; ${prefix}.slot.remove forgets it, and what it has`;
    return { ...refused, text };
  }
  return undefined;
}

function refuseSlot(wish: SlotWish, slot: Slot | undefined, site: SlotSite): Refusal | undefined {
  const { procedure, spec, isServed } = wish;
  const { streams, limits, count, isKept } = site;
  if (spec.durable && !isKept) {
    const text = 'this realm keeps no durable slots: leave out _slot.durable, or give the router a store';
    return { error: WampError.featureNotSupported, text };
  }
  if (isServed && (slot === undefined || !isSameSpec(slot.spec, spec))) {
    const as = slot === undefined ? 'no slot' : `the slot ${JSON.stringify(toldSpec(slot.spec))}`;
    return conflict(`${procedure} is served as ${as}; register with the same, or without _slot`);
  }
  if (slot === undefined && count >= limits.slots) {
    const text = `the realm has ${limits.slots} slots; remove one first`;
    return { error: WampError.unavailable, text };
  }
  const mixed = spec.durable ? mixing(streams, spec.topic) : undefined;
  if (mixed !== undefined) {
    const text = `some events of ${spec.topic.uri} are facts and some are not: a durable slot takes either those below ${mixed.pattern.uri} or others`;
    return { error: WampError.invalidArgument, text };
  }
  if (slot?.spec.durable !== true || keepsPlace(slot.spec, spec)) return undefined;
  return refuseRebinding(wish, slot, site);
}

/** A durable slot, as another: nothing that was acknowledged may be lost by it. */
function refuseRebinding(
  { procedure, spec }: SlotWish,
  slot: Slot,
  { streams, prefix }: SlotSite,
): Refusal | undefined {
  const { topic } = slot.spec;
  const remove = `${prefix}.slot.remove forgets it, and what it has`;
  if (!spec.durable) return conflict(`${procedure} is a durable slot: register it as that; ${remove}`);
  if (!spec.rebind) {
    return conflict(
      `${procedure} is a durable slot of ${topic.uri}: register it as that, or with _slot.rebind, and it goes on with ${spec.topic.uri} after what waits in it; ${remove}`,
    );
  }
  if (isInLog(slot.spec, streams) || isInLog(spec, streams)) {
    const isEmpty = slot.deadLetters.size === 0 && slot.isEmpty();
    if (isEmpty === true) return undefined;
    if (isEmpty === undefined) {
      const text = `${procedure} is looking through the facts for events of ${topic.uri} that it has not had: register again in a moment`;
      return { error: WampError.unavailable, text };
    }
    return conflict(
      `${procedure} has events or dead letters of ${topic.uri}, and facts keep another place than others: serve it as a slot of that until it has had them; ${remove}`,
    );
  }
  return undefined;
}

/** Its events wait in a log of facts. */
function isInLog({ topic }: SlotSpec, streams: Streams): boolean {
  return covering(streams, topic) !== undefined;
}

/** A slot that is to be this from now on keeps what it has; false: that lies elsewhere, and it begins anew. */
export function goesOn(before: SlotSpec, now: SlotSpec, streams: Streams): boolean {
  if (before.durable !== now.durable) return false;
  // Of facts it is empty where it is to have another topic, see above.
  return !now.durable || keepsPlace(before, now) || !(isInLog(before, streams) || isInLog(now, streams));
}

/** What a durable slot has on disk is of its topic. */
function keepsPlace(before: SlotSpec, now: SlotSpec): boolean {
  const [a, b] = [before.topic, now.topic];
  return now.durable && a.uri === b.uri && a.match === b.match;
}

function conflict(text: string): Refusal {
  return { error: WampError.procedureExistsInvocationPolicyConflict, text };
}
