import type { Session } from './core/session.ts';
import type { Transport } from './transports/transport.ts';

/** What the driver knows of one connection. */
export interface Connection {
  readonly session: Session;
  readonly transport: Transport;
  /** Why we ended it; null while we have not. */
  cause: string | null;
  /** Of transport.dropped, what is counted. */
  dropped: number;
  /** When those who watch were last told that it misses messages. */
  toldAt: number;
}

export function connectionOf(session: Session, transport: Transport): Connection {
  return { session, transport, cause: null, dropped: 0, toldAt: Number.NEGATIVE_INFINITY };
}
