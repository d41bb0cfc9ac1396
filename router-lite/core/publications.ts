/** Publications: who may publish what, who gets it, and what is kept of it: retained, remembered, as a fact, in slots. */
import { type Audience, audienceOf, lastingLists, namesSessions } from './audience.ts';
import { grantOf, refusePublish } from './authorization.ts';
import { demanded, receivers, unheard } from './confirm.ts';
import { type Turn, unixTime, type WaitFor } from './delivery.ts';
import { errorReply, ProtocolViolation, type Refusal } from './errors.ts';
import { eventOf, type Outgoing, tellsTrust } from './event.ts';
import { refuseFactOptions } from './fact-rules.ts';
import type { Stored } from './fact-stream.ts';
import type { Facts } from './facts.ts';
import type { History } from './history.ts';
import type { GlobalIds } from './ids.ts';
import type { Dict, Event, Id, Payload, Publish, Uri } from './messages.ts';
import { isSealed, passthru } from './passthru.ts';
import type { Retained } from './retained.ts';
import type { Session } from './session.ts';
import { StoredAnswers } from './stored-answers.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { UriRule } from './uris.ts';

/** Who takes events besides the subscribers (slots.ts). */
export interface EventTakers {
  covers(topic: Uri): boolean;
  /** Why a publication that is to be acknowledged cannot be taken; undefined when it can. */
  refuseEvent(event: { readonly topic: Uri; readonly payload: Payload }, options: Dict): Refusal | undefined;
  take(event: Outgoing, options: Dict, turn: Turn): readonly Promise<void>[];
  /** How many would take an event of this topic. */
  countOf(topic: Uri, options: Dict): number;
}

export interface PublicationsOptions {
  readonly ids: GlobalIds;
  readonly uris: UriRule;
  readonly subscriptions: Subscriptions;
  readonly retained: Retained;
  readonly history: History;
  readonly facts: Facts;
  readonly slots: EventTakers;
  readonly waitFor: WaitFor;
}

const NO_DETAILS: Dict = {};

export class Publications {
  readonly #options: PublicationsOptions;
  readonly #answers: StoredAnswers;

  constructor(options: PublicationsOptions) {
    this.#options = options;
    this.#answers = new StoredAnswers(options.waitFor);
  }

  /** An unacknowledged publication that is refused vanishes without a word, as the spec has it. */
  publish(session: Session, message: Publish, turn: Turn): void {
    const { request, options } = message;
    if (isSealed(options) && !session.open.features.publisherPassthru) {
      throw new ProtocolViolation(
        'PUBLISH.Options.ppt_scheme needs the feature payload_passthru_mode in HELLO',
      );
    }
    const outcome = this.#publish(session, message, turn);
    if (options.acknowledge !== true || outcome === undefined) return;
    turn.out.push({
      to: session,
      message:
        typeof outcome === 'number'
          ? { type: 'PUBLISHED', request, publication: outcome }
          : errorReply('PUBLISH', request, outcome),
    });
  }

  /** What a session left behind to be published; refused in silence like any other publication nobody waits for. */
  bequeath(session: Session, message: Publish, turn: Turn): void {
    if (isSealed(message.options) && !session.open.features.publisherPassthru) return;
    this.#publish(session, message, turn);
  }

  /** undefined: it is a fact, or durable slots took it, and its publisher is answered when it is stored. */
  #publish(session: Session, message: Publish, turn: Turn): Id | Refusal | undefined {
    const { options, topic, payload } = message;
    const stream = this.#options.facts.streamOf(topic);
    const refused =
      refusePublish(session, message, this.#options.uris) ??
      (stream === undefined ? refuseFactOptions(message) : undefined);
    if (refused !== undefined) return refused;
    // It was taken already: whether there is room for it, and who hears of it, is no question any more.
    const first = stream === undefined ? null : this.#options.facts.repeat(stream, session, message);
    if (first !== null) return first;
    if (options.acknowledge === true) {
      const full = this.#options.slots.refuseEvent(message, options);
      if (full !== undefined) return full;
    }
    const unheard = this.#refuseUnheard(session, message);
    if (unheard !== undefined) return unheard;
    const publication = this.#options.ids();
    const { disclose, trust } = grantOf(session, topic);
    let details: Dict = passthru(options) ?? NO_DETAILS;
    if (disclose?.publisher ?? options.disclose_me === true) {
      const { id, authid, authrole } = session.open.identity;
      details = { ...details, publisher: id, publisher_authid: authid, publisher_authrole: authrole };
    }
    const event: Outgoing = { topic, publication, details, payload, trust };
    if (stream !== undefined) return this.#options.facts.publish(stream, { session, message }, event, turn);
    const audience = audienceOf(session, options);
    this.#keep(event, options, audience, turn);
    this.#emit(event, audience, turn);
    const stored = this.#options.slots.take(event, options, turn);
    if (stored.length === 0) return publication;
    this.#answers.add({ session, message, publication }, stored);
    return undefined;
  }

  #refuseUnheard(session: Session, message: Publish): Refusal | undefined {
    const { topic, options } = message;
    const most = demanded(options);
    if (most === 0) return undefined;
    const slots = this.#options.slots.countOf(topic, options);
    const matching = this.#options.subscriptions.matching(topic);
    const seen = slots + receivers(matching, audienceOf(session, options), most - slots);
    return seen < most ? unheard(message, seen) : undefined;
  }

  /** What else is made of a fact. */
  told({ fact, publisher, options }: Stored, turn: Turn): void {
    const { topic, publication, details, payload, trust } = fact;
    const event: Outgoing = { topic, publication, details, payload, trust };
    this.#keep(event, options, audienceOf(publisher, options), turn);
    // A slot whose events are not in this stream's log has them on its own: its failure is told, and harms nobody.
    for (const stored of this.#options.slots.take(event, options, turn)) {
      this.#options.waitFor(stored, () => {});
    }
  }

  /** For those who ask later: retained, and remembered. */
  #keep(event: Outgoing, options: Dict, audience: Audience | undefined, turn: Turn): void {
    const lists = lastingLists(options);
    const limited = namesSessions(options);
    if (options.retain === true) {
      this.#options.retained.keep({ ...event, audience }, limited || lists !== undefined);
    }
    const { history } = this.#options;
    if (limited || !history.covers(event.topic)) return;
    const { topic, publication, details, payload } = event;
    const time = unixTime(turn);
    history.append({ topic, publication, details, payload, time, ...(lists === undefined ? {} : { lists }) });
  }

  /** An event of the router itself; not for the session it is about, which knows already. */
  tell(topic: Uri, args: () => unknown[], turn: Turn, about?: Session): void {
    // Most realms have nobody who watches: nothing is made for nothing.
    const isHeard = this.#options.subscriptions
      .matching(topic)
      .some(({ subscribers }) => subscribers.size > 0);
    if (!isHeard && !this.#options.slots.covers(topic)) return;
    const payload: Payload = { args: args() };
    const event = { topic, publication: this.#options.ids(), details: NO_DETAILS, payload, trust: undefined };
    this.#emit(event, about && ((session) => session !== about), turn);
    for (const stored of this.#options.slots.take(event, NO_DETAILS, turn)) {
      this.#options.waitFor(stored, () => {});
    }
  }

  #emit(event: Outgoing, audience: Audience | undefined, turn: Turn): void {
    for (const subscription of this.#options.subscriptions.matching(event.topic)) {
      const { subscribers } = subscription;
      if (subscribers.size === 0) continue;
      const plain = eventOf(event, subscription, false);
      // The trust level is for those who announced that they understand it: a second object, and no third.
      let trusting: Event | undefined;
      for (const to of subscribers) {
        if (audience !== undefined && !audience(to)) continue;
        if (event.trust === undefined || !tellsTrust(to)) {
          turn.out.push({ to, message: plain });
          continue;
        }
        trusting ??= eventOf(event, subscription, true);
        turn.out.push({ to, message: trusting });
      }
    }
  }
}
