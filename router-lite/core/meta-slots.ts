/**
 * The slots' own procedures, under the prefix of the realm (`wamp.slot.list`, or `lehr.slot.list`): what there is, the dead letters,
 * and what to do with them. A dead letter is named by its publication. Whoever may call these sees events of all topics that have
 * slots, so they are for operators.
 */
import { refuseRegister } from './authorization.ts';
import { isoTime } from './delivery.ts';
import { type Refusal, WampError } from './errors.ts';
import { isId } from './ids.ts';
import type { Call, Dict, Id, Uri } from './messages.ts';
import { firstArg, invalid, type MetaOutcome, type MetaProcedure, ok } from './meta-scope.ts';
import { isDict } from './options.ts';
import { describedSlot, type Slot } from './slot.ts';
import { backtraceOf, type DeadLetter } from './slot-event.ts';

/** Letters that one answer tells of. */
const PAGE = 100;
/** Letters of an error's text in the list. */
const SHORT = 500;

/** Runs on the slot the first argument names. */
function about(answer: (slot: Slot, call: Call) => MetaOutcome): MetaProcedure {
  return ({ slots }, call) => {
    const procedure = firstArg(call);
    const slot = slots.get(String(procedure));
    return slot === undefined ? noSuchSlot(procedure) : answer(slot, call);
  };
}

function noSuchSlot(procedure: unknown): Refusal {
  return { error: WampError.noSuchRegistration, text: `no slot ${String(procedure)} on this realm` };
}

function summary({ event, attempts, failure, failed, weight }: DeadLetter): Dict {
  const [first] = failure.payload.args ?? [];
  return {
    publication: event.publication,
    topic: event.topic,
    published: isoTime(event.time),
    failed: isoTime(failed),
    attempts,
    code: failure.code,
    message: typeof first === 'string' ? first.slice(0, SHORT) : null,
    bytes: weight,
  };
}

function whole(letter: DeadLetter): Dict {
  const { event, failure } = letter;
  const { args, kwargs, opaque } = event.payload;
  return {
    ...summary(letter),
    details: event.details,
    ...(opaque === undefined ? { args: args ?? [], kwargs: kwargs ?? {} } : { sealed: opaque }),
    error: { args: failure.payload.args ?? [], kwargs: failure.payload.kwargs ?? {} },
    backtrace: backtraceOf(failure),
  };
}

/** [procedure, {limit, after}]: those after a publication, oldest first. */
function listed(slot: Slot, { payload }: Call): MetaOutcome {
  const query = payload.args?.[1] ?? {};
  if (!isDict(query)) return invalid('the second argument must be a dictionary such as { limit: 100 }');
  const { limit, after } = query;
  if (limit !== undefined && !isId(limit)) return invalid('limit must be a positive integer');
  const all = [...slot.deadLetters];
  const from = after === undefined ? 0 : all.findIndex(({ event }) => event.publication === after) + 1;
  return ok(all.slice(from, from + Math.min(limit ?? PAGE, PAGE)).map(summary));
}

/** [procedure, publications]: those letters; without the second argument all. */
function chosen(slot: Slot, { payload }: Call): readonly Id[] | Refusal {
  const asked: unknown = payload.args?.[1] ?? undefined;
  if (asked === undefined) return [...slot.deadLetters].map(({ event }) => event.publication);
  const ids = Array.isArray(asked) ? asked : [asked];
  return ids.every(isId)
    ? ids
    : invalid('the second argument must list publications, or be left out for all');
}

/** For how many of the letters chosen it could be done. */
function forEach(done: (slot: Slot, publication: Id) => boolean): MetaProcedure {
  return (scope, call) => {
    const procedure = firstArg(call);
    const slot = scope.slots.get(String(procedure));
    if (slot === undefined) return noSuchSlot(procedure);
    const ids = chosen(slot, call);
    if ('error' in ids) return ids;
    let count = 0;
    for (const id of ids) if (done(slot, id)) count += 1;
    scope.slots.delivery.changed(slot);
    return ok(count);
  };
}

const PROCEDURES: Readonly<Record<string, MetaProcedure>> = {
  list: ({ slots }) => ok([...slots].map(describedSlot)),
  get: about((slot) => ok(describedSlot(slot))),
  letters: about(listed),
  letter: about((slot, { payload }) => {
    const publication = payload.args?.[1];
    const letter = slot.deadLetters.get(publication as Id);
    return letter === undefined
      ? invalid(`${slot.procedure} has no dead letter of publication ${String(publication)}`)
      : ok(whole(letter));
  }),
  replay: forEach((slot, publication) => slot.replay(publication)),
  drop: forEach((slot, publication) => slot.deadLetters.take(publication) !== undefined),
  remove: ({ slots }, call) => {
    const procedure = firstArg(call);
    const slot = slots.get(String(procedure));
    if (slot === undefined) return noSuchSlot(procedure);
    if (slot.members > 0) {
      return invalid(`${slot.procedure} has ${slot.members} members: let them unregister first`);
    }
    slots.remove(slot);
    return ok();
  },
  define: ({ slots, uris }, call, caller) => {
    const [procedure, _slot] = call.payload.args ?? [];
    if (typeof procedure !== 'string') return invalid('the first argument must be the URI of a procedure');
    if (!isDict(_slot)) return invalid('the second argument must be as REGISTER.Options._slot');
    const pattern = { uri: procedure, match: 'exact' } as const;
    const refused =
      refuseRegister(caller, pattern, uris) ??
      slots.refuse(caller, pattern, { options: { _slot }, isServed: slots.isServed(procedure) });
    if (refused !== undefined) return refused;
    slots.define(procedure, _slot);
    return ok();
  },
};

/** Undefined where this is none of them. */
export function slotProcedure(prefix: Uri, procedure: Uri): MetaProcedure | undefined {
  const start = `${prefix}.slot.`;
  if (!procedure.startsWith(start)) return undefined;
  const name = procedure.slice(start.length);
  return Object.hasOwn(PROCEDURES, name) ? PROCEDURES[name] : undefined;
}
