import { describe, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean } from '../anneal/tsp/problem.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import type { AnnealTask } from '../peer/procedures.ts';
import { Parcels } from './parcels.ts';

const CITIES = 1_500;
const problem = euclidean(
  Float64Array.from({ length: 2 * CITIES }, (_, i) => (i * 7_919) % 1_009),
  'nearest',
);
const state = encodeTour(Int32Array.from({ length: CITIES }, (_, i) => i));
const other = encodeTour(Int32Array.from({ length: CITIES }, (_, i) => CITIES - 1 - i));
const TASK: AnnealTask = {
  job: 'j',
  task: 't',
  kind: 'tsp',
  kernel: tsp.kernelVersion,
  problem: '0'.repeat(64),
  seed: 1,
  scope: null,
  state,
  mates: [other],
  schedule: { from: 0, to: 0 },
  moves: 1,
  millis: 1,
  until: null,
};
const packing = tsp.packing!;
const answered = (output: unknown) => ({ is: 'answer', output, callee: 1 }) as const;

function ready(): Parcels {
  const parcels = new Parcels(packing, problem);
  while (!parcels.prepare());
  return parcels;
}

describe('states on their way', () => {
  test('go as they are until their packing is prepared, where there is none, and as parts', () => {
    expect(new Parcels(packing, problem).send(TASK)).toBe(TASK);
    const none = new Parcels(undefined, problem);
    expect(none.prepare()).toBe(true);
    expect(none.send(TASK)).toBe(TASK);
    const part = { ...TASK, scope: new Uint8Array(1) };
    expect(ready().send(part)).toBe(part);
  });

  test('are packed, mates too, and come back as they are', () => {
    const parcels = ready();
    const sent = parcels.send(TASK);
    expect(sent).toMatchObject({ packed: true, task: 't' });
    const [mate] = sent.mates;
    expect([sent.state!, mate!].map((bytes) => packing.unpack(problem, bytes))).toEqual([state, other]);
    const answer = { task: 't', state: packing.pack(problem, other), energy: 1, moves: 1 };
    const back = parcels.receive(sent, answered({ ...answer, packed: true }));
    expect(back).toEqual(answered({ ...answer, state: other }));
  });

  test('that came packed are sent on as they came', () => {
    const parcels = ready();
    // A form of their own: whoever packs has the choice, and what counts is the tour.
    const bytes = Uint8Array.from([0, ...other]);
    const frame = new Uint8Array(2 * bytes.length);
    frame.set(bytes, 7);
    const window = frame.subarray(7, 7 + bytes.length);
    const sent = parcels.send(TASK);
    const end = parcels.receive(
      sent,
      answered({ task: 't', state: window, packed: true, energy: 1, moves: 1 }),
    );
    const { state: back } = (end as unknown as { output: { state: Uint8Array } }).output;
    frame.fill(255);
    expect(back).toEqual(other);
    expect(parcels.send({ ...TASK, state: back }).state).toEqual(bytes);
  });

  test.each([
    ['no object', null],
    ['no bytes', { state: 'x', packed: true }],
    ['a state that is not packed', { task: 't', state, energy: 1, moves: 1 }],
  ])('%s is left for who judges the answer', (_name, output) => {
    const parcels = ready();
    expect(parcels.receive(parcels.send(TASK), answered(output))).toEqual(answered(output));
  });

  test('bytes that are no packed state become no state at all', () => {
    const parcels = ready();
    const answer = { task: 't', state: Uint8Array.from([7, 7]), energy: 1, moves: 1 };
    const end = parcels.receive(parcels.send(TASK), answered({ ...answer, packed: true }));
    expect(end).toEqual(answered({ ...answer, state: new Uint8Array() }));
  });
});
