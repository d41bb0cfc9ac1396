import type { Target } from '../peer.ts';
import type { Content, SerializerName } from '../wire.ts';

/** What one client process does with one server. */
export interface Load {
  readonly scenario: 'rpc' | 'fanout' | 'sessions' | 'idle';
  readonly serializer: SerializerName;
  /** About how long the payload is on the wire. */
  readonly bytes: number;
  readonly content: Content;
  /** Calls or events in flight, or connections in the making. */
  readonly window: number;
  /** Receivers of each event, or sessions to hold. */
  readonly receivers: number;
}

/** What was done in a measurement. */
export interface Done {
  readonly count: number;
  readonly seconds: number;
}

/** Connections that are up. */
export interface Running {
  /** Goes on for `millis` and until all that is in flight has ended. */
  measure(millis: number): Promise<Done>;
  close(): void;
}

export type Scenario = (target: Target, load: Load, room: string) => Promise<Running>;

const now = () => performance.now();

/**
 * Keeps `window` operations in flight. `start` begins one; whoever sees one end calls the function that `loop` returns as
 * `ended`. Nothing is awaited in between, so that the clients cost as little as they can.
 */
export function loop(window: number, start: () => void): { ended: () => void; measure: Running['measure'] } {
  let flying = 0;
  let count = 0;
  let until = 0;
  let over: (() => void) | null = null;
  return {
    ended() {
      count++;
      if (now() < until) {
        start();
      } else if (--flying === 0) {
        over?.();
      }
    },
    async measure(millis) {
      const from = now();
      count = 0;
      until = from + millis;
      await new Promise<void>((resolve) => {
        over = resolve;
        flying = window;
        for (let i = 0; i < window; i++) start();
      });
      return { count, seconds: (now() - from) / 1000 };
    },
  };
}
