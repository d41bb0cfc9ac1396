/**
 * The types of the options and details the spec knows, message by message. Unknown keys pass: the spec lets peers send more
 * than a router knows. `undefined` and null mean absent, for MessagePack and CBOR codecs write the one as the other.
 */
import { ProtocolViolation } from './errors.ts';
import { isId } from './ids.ts';
import type { Dict, Message } from './messages.ts';

interface Rule {
  readonly expected: string;
  check(value: unknown): boolean;
}
type Rules = Readonly<Record<string, Rule>>;

export function isDict(value: unknown): value is Dict {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

const isString = (value: unknown): value is string => typeof value === 'string';
const listOf = (item: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(item);
const oneOf = (...values: string[]): Rule => ({
  expected: `one of ${values.join(', ')}`,
  check: (value) => isString(value) && values.includes(value),
});
const integerFrom = (least: number): Rule => ({
  expected: `an integer of at least ${least}`,
  check: (value) => Number.isInteger(value) && (value as number) >= least,
});

const bool: Rule = { expected: 'a boolean', check: (value) => typeof value === 'boolean' };
const text: Rule = { expected: 'a string', check: isString };
const texts: Rule = { expected: 'a list of strings', check: listOf(isString) };
const id: Rule = { expected: 'an id', check: isId };
const ids: Rule = { expected: 'a list of ids', check: listOf(isId) };
const dict: Rule = { expected: 'a dictionary', check: isDict };
const roles: Rule = {
  expected: 'a dictionary that names at least one role, each a dictionary',
  check: (value) => isDict(value) && Object.keys(value).length > 0 && Object.values(value).every(isDict),
};
/** Router-to-router links: the routers a message came through. */
const forwardFor: Rule = {
  expected: 'a list of {session, authid, authrole}',
  check: listOf(
    (hop) => isDict(hop) && isId(hop.session) && optionalText(hop.authid) && isString(hop.authrole),
  ),
};
/** Where the past of a subscription to facts begins. */
const replay: Rule = {
  expected: 'a dictionary such as {from: 0}',
  check: (value) => isDict(value) && (value.from === undefined || value.from === null || isFrom(value.from)),
};
const LONGEST_KEY = 256;
const match = oneOf('exact', 'prefix', 'wildcard');

function isFrom(value: unknown): boolean {
  return value === 0 || isId(value);
}

function optionalText(value: unknown): boolean {
  return value === undefined || value === null || isString(value);
}

/** A name from the list, or one of the implementer's own that begins with `x_`. */
function oneOfOrOwn(...values: string[]): Rule {
  const known = oneOf(...values);
  return {
    expected: `${known.expected} or x_*`,
    check: (value) => known.check(value) || (isString(value) && value.startsWith('x_')),
  };
}

const passthru: Rules = {
  enc_algo: oneOfOrOwn('cryptobox', 'mqtt', 'xbr'),
  enc_key: text,
  enc_serializer: oneOfOrOwn('json', 'msgpack', 'cbor', 'ubjson', 'flatbuffers', 'opaque'),
  ppt_scheme: text,
  ppt_serializer: text,
  ppt_cipher: text,
  ppt_keyid: text,
  forward_for: forwardFor,
};

/** Exported for the codec only. A message type that is not listed carries no options with a known type. */
const RULES: Partial<Record<Message['type'], Rules>> = {
  HELLO: { roles, authmethods: texts, authid: text, authrole: text, authextra: dict, agent: text },
  PUBLISH: {
    ...passthru,
    acknowledge: bool,
    disclose_me: bool,
    exclude_me: bool,
    exclude: ids,
    exclude_authid: texts,
    exclude_authrole: texts,
    eligible: ids,
    eligible_authid: texts,
    eligible_authrole: texts,
    retain: bool,
    _key: {
      expected: `a string of 1 to ${LONGEST_KEY} characters`,
      check: (value) => isString(value) && value.length >= 1 && value.length <= LONGEST_KEY,
    },
    _corrects: id,
    _confirm: {
      expected: 'true, or an integer of at least 1',
      check: (value) => typeof value === 'boolean' || (Number.isInteger(value) && (value as number) >= 1),
    },
    transaction_hash: text,
  },
  EVENT: {
    ...passthru,
    publisher: id,
    publisher_authid: text,
    publisher_authrole: text,
    topic: text,
    retained: bool,
    trustlevel: integerFrom(0),
    transaction_hash: text,
    x_acknowledged_delivery: bool,
  },
  SUBSCRIBE: { match, get_retained: bool, _replay: replay, forward_for: forwardFor },
  REGISTER: {
    match,
    invoke: oneOf('single', 'first', 'last', 'random', 'roundrobin', 'load'),
    concurrency: integerFrom(1),
    disclose_caller: bool,
    force_reregister: bool,
    forward_for: forwardFor,
  },
  CALL: {
    ...passthru,
    timeout: integerFrom(0),
    receive_progress: bool,
    progress: bool,
    disclose_me: bool,
    rkey: {
      expected: 'a string or an integer',
      check: (value) => isString(value) || Number.isInteger(value),
    },
    runmode: text,
    _disclose_callee: bool,
    _eligible: ids,
    _queue: bool,
    transaction_hash: text,
  },
  CANCEL: { mode: oneOf('skip', 'kill', 'killnowait'), forward_for: forwardFor },
  INTERRUPT: { mode: oneOf('skip', 'kill', 'killnowait'), reason: text, forward_for: forwardFor },
  INVOCATION: {
    ...passthru,
    timeout: integerFrom(0),
    receive_progress: bool,
    progress: bool,
    caller: id,
    caller_authid: text,
    caller_authrole: text,
    procedure: text,
    trustlevel: integerFrom(0),
  },
  YIELD: { ...passthru, progress: bool },
  RESULT: { ...passthru, progress: bool },
  ERROR: passthru,
};

/** Throws ProtocolViolation when an option the spec knows has a value of another type. */
export function checkOptions(type: Message['type'], options: Dict, where: string): void {
  const rules = RULES[type];
  if (rules === undefined) return;
  // Over the options, not the rules: most messages carry none or one.
  for (const key in options) {
    if (!Object.hasOwn(rules, key)) continue;
    const value = options[key];
    if (value === undefined || value === null) continue;
    const rule = rules[key]!;
    if (!rule.check(value)) throw new ProtocolViolation(`${type}.${where}.${key} must be ${rule.expected}`);
  }
}
