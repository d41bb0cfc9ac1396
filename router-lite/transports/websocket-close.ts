/**
 * How a WebSocket ends (RFC 6455, sections 5.5.1 and 7.4): what a close frame says, and what makes a connection fail.
 *
 *   close   code, 16 bits | reason, UTF-8
 */
import { isUtf8 } from '../serializers/bytes.ts';

/** Codes of a close frame (section 7.4.1). */
export const CloseCode = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  /** Never sent: the close frame named no code. */
  none: 1005,
  notUtf8: 1007,
  tooBig: 1009,
} as const;

/** What the RFC forbids: the connection has failed, with this code and this reason. */
export interface Fault {
  readonly code: number;
  readonly reason: string;
}

/** A close frame has at most 125 bytes, its code included. */
const REASON_BYTES = 123;
const utf8 = new TextEncoder();

/** A frame that the RFC forbids. */
export function broken(reason: string): Fault {
  return { code: CloseCode.protocolError, reason };
}

/** The code of a close frame, or what is wrong with the frame (sections 5.5.1 and 7.4). */
export function closeCodeOf(payload: Uint8Array): number | Fault {
  if (payload.length === 0) return CloseCode.none;
  const code = payload.length === 1 ? 0 : (payload[0]! << 8) | payload[1]!;
  const known = code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
  if (!known && !(code >= 3000 && code < 5000)) return broken('a close frame has no such code');
  return isUtf8(payload.subarray(2)) ? code : { code: CloseCode.notUtf8, reason: 'a reason is not UTF-8' };
}

/** What a close frame of ours holds. A long reason is cut. */
export function closePayload(code: number, reason: string): Uint8Array {
  const text = utf8.encode(reason);
  const short = text.length <= REASON_BYTES ? text : utf8.encode(reason.slice(0, REASON_BYTES / 3));
  const payload = new Uint8Array(2 + short.length);
  payload[0] = code >> 8;
  payload[1] = code & 0xff;
  payload.set(short, 2);
  return payload;
}
