import { describe, expect, test } from 'vitest';
import { finish } from '../anneal/steps.ts';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean } from '../anneal/tsp/problem.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import { besideOf, unpacked } from '../anneal/unpacked.ts';
import { annealTask } from '../worker/anneal-task.test-world.ts';
import { Parcels } from './parcels.ts';

const CITIES = 1_500;
const problem = euclidean(
  Float64Array.from({ length: 2 * CITIES }, (_, i) => (i * 7_919) % 1_009),
  'nearest',
);
const state = encodeTour(Int32Array.from({ length: CITIES }, (_, i) => i));
const other = encodeTour(Int32Array.from({ length: CITIES }, (_, i) => CITIES - 1 - i));
const TASK = annealTask({ state, mates: [other], schedule: { from: 0, to: 0 }, moves: 1, millis: 1 });
const packing = tsp.packing!;
const answered = (output: unknown) => ({ is: 'answer', output, callee: 1 }) as const;

function ready(): Parcels {
  const parcels = new Parcels(packing, problem, () => 1);
  while (!parcels.prepare());
  return parcels;
}

describe('states on their way', () => {
  test('go as they are until their packing is prepared, where there is none, and as parts', () => {
    expect(new Parcels(packing, problem, () => 1).send(TASK)).toBe(TASK);
    const none = new Parcels(undefined, problem, () => 1);
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
    expect([sent.state!, mate!].map((bytes) => packing.unpack(problem, bytes).state)).toEqual([state, other]);
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

  test('are measured when they are unpacked, and nobody is asked for the energy of another', () => {
    const parcels = ready();
    const answer = { task: 't', state: packing.pack(problem, other), energy: 1, moves: 1 };
    const end = parcels.receive(parcels.send(TASK), answered({ ...answer, packed: true }));
    const { state: back } = (end as unknown as { output: { state: Uint8Array } }).output;
    expect(parcels.energyOf(back)).toBe(tsp.energy(problem, other));
    expect(parcels.energyOf(other)).toBeNull();
    // What cannot be unpacked has none, and takes the place of nothing.
    parcels.receive(parcels.send(TASK), answered({ ...answer, packed: true, state: new Uint8Array(1) }));
    expect(parcels.energyOf(new Uint8Array())).toBeNull();
  });

  test('bytes that are no packed state become no state at all', () => {
    const parcels = ready();
    const answer = { task: 't', state: Uint8Array.from([7, 7]), energy: 1, moves: 1 };
    const end = parcels.receive(parcels.send(TASK), answered({ ...answer, packed: true }));
    expect(end).toEqual(answered({ ...answer, state: new Uint8Array() }));
  });
});

describe('the quick form', () => {
  const parcelsWith = (out: number) => {
    const parcels = new Parcels(packing, problem, () => out);
    while (!parcels.prepare());
    return parcels;
  };

  test('is asked for while many tasks are out and everybody reads it', () => {
    expect(parcelsWith(1_000).send(TASK, true).quick).toBe(true);
    expect(parcelsWith(1_000).send(TASK, false).quick).toBe(false);
    expect(parcelsWith(2).send(TASK, true).quick).toBe(false);
  });

  const kernel = tsp.createKernel(problem);
  kernel.start({ seed: 1, state: null, schedule: { from: 0, to: 0 }, moves: 100 });
  kernel.run(100);
  const good = kernel.answer().state;

  test('is sent on as it came, and packed anew once somebody is here who does not read it', () => {
    const parcels = parcelsWith(1_000);
    const bytes = packing.packQuick(problem, good);
    const answer = { task: 't', state: bytes, packed: true, energy: 1, moves: 1 };
    const end = parcels.receive(parcels.send(TASK, true), answered(answer));
    const { state: back } = (end as unknown as { output: { state: Uint8Array } }).output;
    expect(back).toEqual(good);
    expect(parcels.energyOf(back)).toBe(tsp.energy(problem, good));
    const next = { ...TASK, state: back, mates: [back] };
    expect(parcels.send(next, true)).toMatchObject({ state: bytes, mates: [bytes] });
    const plain = packing.pack(problem, good);
    expect(parcels.send(next, false)).toMatchObject({ state: plain, mates: [plain] });
  });
});

describe('large states', () => {
  const large = 6_000;
  const many = euclidean(
    Float64Array.from({ length: 2 * large }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 12),
    'nearest',
  );
  const kernel = tsp.createKernel(many);
  const tours = [1, 2, 3, 4].map((seed) => {
    kernel.start({ seed, state: null, schedule: { from: 0, to: 0 }, moves: 2 * large });
    kernel.run(2 * large);
    return kernel.answer().state;
  });
  const [start, first, second, answer] = tours as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const task = { ...TASK, state: start, mates: [first, second] };
  const parcelsWith = (out: number) => {
    const parcels = new Parcels(packing, many, () => out);
    while (!parcels.prepare());
    return parcels;
  };
  const stateOf = (end: unknown) => (end as { readonly output: { readonly state: Uint8Array } }).output.state;

  test('travel beside each other while few are out, and are the same tours at both ends', () => {
    const parcels = parcelsWith(16);
    const sent = parcels.send(task);
    const given = finish(unpacked(tsp as never, many, sent));
    expect([given.state, ...given.mates]).toEqual([start, first, second]);
    const alone = packing.pack(many, first).length;
    for (const mate of sent.mates) expect(mate.length).toBeLessThan(0.8 * alone);
    const packed = packing.pack(many, answer, besideOf(given));
    expect(packing.standsAlone(packed)).toBe(false);
    const back = parcels.receive(
      sent,
      answered({ task: 't', state: packed, packed: true, energy: 1, moves: 1 }),
    );
    expect(stateOf(back)).toEqual(answer);
    // What was packed beside a task's states says nothing in the next one.
    const next = parcels.send({ ...TASK, state: stateOf(back), mates: [] });
    expect(packing.unpack(many, next.state!).state).toEqual(answer);
  });

  test('say all by themselves when many are out, and so must their answers', () => {
    const parcels = parcelsWith(100);
    const sent = parcels.send(task);
    expect(sent.beside).toBe(false);
    expect(sent.mates.map((mate) => packing.unpack(many, mate).state)).toEqual([first, second]);
    const packed = packing.pack(many, answer, [start, first, second]);
    const back = parcels.receive(
      sent,
      answered({ task: 't', state: packed, packed: true, energy: 1, moves: 1 }),
    );
    expect(stateOf(back)).toEqual(new Uint8Array());
  });
});
