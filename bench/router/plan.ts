/** What is measured, with the goals of the issue "router-lite: the WAMP router people would choose on its own". */
import type { Goal } from '../report.ts';
import type { Load } from './scenarios/scenario.ts';
import type { SerializerName } from './wire.ts';

export interface Measurement {
  readonly name: string;
  readonly load: Load;
  /** Of the rate, as a share of the relay's; null: only told. */
  readonly rate: Goal | null;
  /** Of the server's CPU time per operation, over the relay's; absent: not told. */
  readonly cpu?: Goal;
  /** Divides the rate into what `unit` says; default operations per second. */
  readonly unit: 'calls/s' | 'events/s' | 'MB/s' | 'sessions/s';
}

const atLeast = (limit: number, absolute = false): Goal => ({ sense: '>=', limit, absolute });
const SMALL = 32;
const LARGE = 64 * 1024;

const base = { bytes: SMALL, content: 'text', receivers: 1, window: 1 } as const;

function of(serializer: SerializerName): Measurement[] {
  const rpc = { ...base, scenario: 'rpc', serializer } as const;
  const fanout = { ...base, scenario: 'fanout', serializer } as const;
  const large = { ...fanout, bytes: LARGE, window: 4 } as const;
  const name = (text: string) => `${text}, ${serializer}`;
  return [
    { name: name('call, 1 in flight, 32 B'), load: rpc, rate: atLeast(0.85), unit: 'calls/s' },
    {
      name: name('call, 32 in flight, 32 B'),
      load: { ...rpc, window: 32 },
      rate: atLeast(0.8),
      cpu: { sense: '<=', limit: 1.4 },
      unit: 'calls/s',
    },
    {
      name: name('call, 1 in flight, 64 KiB'),
      load: { ...rpc, bytes: LARGE },
      rate: atLeast(0.85),
      unit: 'calls/s',
    },
    {
      name: name('call, 32 in flight, 64 KiB'),
      load: { ...rpc, window: 32, bytes: LARGE },
      rate: atLeast(0.8),
      unit: 'calls/s',
    },
    {
      name: name('event to 100'),
      load: { ...fanout, receivers: 100, window: 4 },
      rate: atLeast(0.92),
      unit: 'events/s',
    },
    {
      name: name('event to 1,000'),
      load: { ...fanout, receivers: 1000, window: 4 },
      rate: atLeast(1),
      unit: 'events/s',
    },
    { name: name('64 KiB of text routed'), load: large, rate: atLeast(0.9), cpu: undefined, unit: 'MB/s' },
    {
      name: name('64 KiB of bytes routed'),
      load: { ...large, content: 'bytes' },
      rate: atLeast(0.9),
      unit: 'MB/s',
    },
    {
      name: name('64 KiB of integers routed'),
      load: { ...large, content: 'integers' },
      rate: null,
      unit: 'MB/s',
    },
  ];
}

/** `full`: CBOR too. */
export function measurements(full: boolean): readonly Measurement[] {
  const serializers: readonly SerializerName[] = full ? ['json', 'msgpack', 'cbor'] : ['json', 'msgpack'];
  return serializers.flatMap(of);
}

/** TCP connection to WELCOME. */
export const NEW_SESSIONS: Measurement = {
  name: 'new sessions, json',
  load: { ...base, scenario: 'sessions', serializer: 'json', window: 16 },
  rate: atLeast(2_500, true),
  unit: 'sessions/s',
};

export const IDLE: Load = { ...base, scenario: 'idle', serializer: 'json', receivers: 20_000 };
/** Per session over an idle process, and an event to all of them. */
export const IDLE_KIB: Goal = { sense: '<=', limit: 20, absolute: true };
export const IDLE_SECONDS: Goal = { sense: '<=', limit: 1.5, absolute: true };
