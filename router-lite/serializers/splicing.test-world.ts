/** For tests of payloads that travel on as the bytes they came in. */
import type { Call } from '../core/messages.ts';
import type { Serializer } from './serializer.ts';

export const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** What a callee gets of a CALL with these bytes. */
export function passOn(from: Serializer, call: Uint8Array, to: Serializer = from): Uint8Array {
  const { payload } = from.decode(call) as Call;
  const details = { caller: 7, caller_authid: 'żółw' };
  return to.encode({ type: 'INVOCATION', request: 1, registration: 2 ** 53, details, payload });
}

/** A large binary, which is not where the bytes are changed. */
export const large = new Uint8Array(1024);

export function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}
