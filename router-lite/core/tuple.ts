/** Reads one element of a tuple as what the spec says it is, or throws ProtocolViolation with a reason to tell the peer. */
import { ProtocolViolation } from './errors.ts';
import { isId } from './ids.ts';
import type { Dict, Id, Message, Payload } from './messages.ts';
import { checkOptions, isDict } from './options.ts';

export type Tuple = readonly unknown[];
type Type = Message['type'];

const NO_PAYLOAD: Payload = {};

export function size(tuple: Tuple, type: Type, least: number, most: number): void {
  if (tuple.length < least || tuple.length > most) {
    throw new ProtocolViolation(
      `${type} must have ${least === most ? least : `${least} to ${most}`} elements, not ${tuple.length}`,
    );
  }
}

export function idAt(tuple: Tuple, at: number, type: Type, what: string): Id {
  const value = tuple[at];
  if (!isId(value)) throw new ProtocolViolation(`${type}.${what} must be an integer in 1..2^53`);
  return value;
}

/** UNSUBSCRIBED and UNREGISTERED have request 0 where the router revokes on its own. */
export function requestOrZero(tuple: Tuple, at: number, type: Type): Id {
  return tuple[at] === 0 ? 0 : idAt(tuple, at, type, 'Request');
}

export function stringAt(tuple: Tuple, at: number, type: Type, what: string): string {
  const value = tuple[at];
  if (typeof value !== 'string') throw new ProtocolViolation(`${type}.${what} must be a string`);
  return value;
}

export function dictAt(tuple: Tuple, at: number, type: Type, what: string): Dict {
  const value = tuple[at];
  if (!isDict(value)) throw new ProtocolViolation(`${type}.${what} must be a dictionary`);
  checkOptions(type, value, what);
  return value;
}

export function optionalDictAt(tuple: Tuple, at: number, type: Type): Dict | undefined {
  return tuple[at] === undefined || tuple[at] === null ? undefined : dictAt(tuple, at, type, 'Details');
}

/** `options` tells whether an opaque payload may stand in the place of the arguments. */
export function payloadAt(tuple: Tuple, at: number, type: Type, options: Dict): Payload {
  if (tuple.length <= at) return NO_PAYLOAD;
  const args = tuple[at] ?? undefined;
  const kwargs = tuple[at + 1] ?? undefined;
  if (typeof args === 'string' || args instanceof Uint8Array) {
    if (typeof options.enc_algo === 'string' && kwargs === undefined) return { opaque: args };
    throw new ProtocolViolation(`${type}.Arguments must be a list where Options.enc_algo is not set`);
  }
  if (args !== undefined && !Array.isArray(args)) {
    throw new ProtocolViolation(`${type}.Arguments must be a list`);
  }
  if (kwargs !== undefined && !isDict(kwargs)) {
    throw new ProtocolViolation(`${type}.ArgumentsKw must be a dictionary`);
  }
  if (kwargs === undefined) return args === undefined ? NO_PAYLOAD : { args };
  return args === undefined ? { kwargs } : { args, kwargs };
}
