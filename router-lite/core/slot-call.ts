/** A slot's event as the call its member gets. */
import { type Audience, audienceOf } from './audience.ts';
import type { Turn } from './delivery.ts';
import type { CallTerms, Invocation } from './invocation.ts';
import type { Call, Dict, Id, Payload } from './messages.ts';
import type { Registration } from './registration.ts';
import type { Session } from './session.ts';
import type { Slot } from './slot.ts';
import type { Entry, SlotEvent } from './slot-event.ts';

/** Whose members are to have it, and on which terms. */
interface Aim {
  readonly registration: Registration;
  readonly terms: CallTerms;
}

/** Gives it to one of them, or to the queue before them. */
export type Offer = (from: Session, call: Call, to: Aim, turn: Turn) => Invocation;

/** To the members it has now. */
export function callOf(
  { spec, procedure, registration }: Slot,
  { event, attempts }: Entry,
  request: Id,
): { readonly call: Call; readonly to: Aim } {
  const { publication, topic } = event;
  const told = { topic, publication, attempt: attempts };
  const call: Call = {
    type: 'CALL',
    request,
    options: { ...event.details, timeout: spec.timeout },
    procedure,
    payload: spec.kwargs ? withTold(event.payload, told) : event.payload,
  };
  const terms: CallTerms = {
    caller: false,
    callee: false,
    eligible: undefined,
    trust: event.trust,
    event: { details: { ...event.details, ...told }, audience: audienceAmong(event) },
  };
  return { call, to: { registration: registration!, terms } };
}

function withTold(payload: Payload, told: Dict): Payload {
  if (payload.opaque !== undefined) return payload;
  return { args: payload.args ?? [], kwargs: { ...payload.kwargs, _event: told } };
}

function audienceAmong({ lists }: SlotEvent): Audience | undefined {
  return lists === undefined ? undefined : audienceOf(undefined, lists);
}
