/**
 * Tours in a tenth of their bytes. From a city a good tour goes to the nearest city that it has not visited yet in 84 of 100
 * steps, and in 98 to one of the nearest ten. So a tour is coded as the rank of each next city among the near ones not yet
 * visited: "this one?" bit by bit, under probabilities that are learnt on the way. Any order can be coded; one that would
 * take more bytes so goes as it is. Large tours are coded beside others that both ends have, where most edges are the same.
 *
 * The first byte says how: 0, and the state's own bytes; 1, and the coded ranks; 2, the number of tours it is coded beside, and
 * what their walk asked (walk.ts); 3, and the places of next cities among the near ones, as they are (quick.ts).
 */
import { type Packing, ProblemError, type Unpacked } from '../../kind.ts';
import { finish, type Steps } from '../../steps.ts';
import { tourLength } from '../distance.ts';
import { distanceOf } from '../distance-of.ts';
import type { TspProblem } from '../problem.ts';
import { decodeTour, encodeTour } from '../state.ts';
import { BitReader, BitWriter, Model } from './bit-coder.ts';
import { NEAR, type Near, nearOf, nearSteps } from './near.ts';
import { QUICK, readQuick, writeQuick } from './quick.ts';
import { freshModel, readTour, widthOf } from './tour-of-ranks.ts';
import { contextsOf, MOST_BESIDE, walk } from './walk.ts';

const PLAIN = 0;
const RANKS = 1;
const BESIDE = 2;
/**
 * From so many cities on a tour is packed beside others: below it takes some hundred bytes as it is, and what comes packed
 * alone is sent on as it came.
 */
const LARGE = 5_000;
/** Cities of all tasks that are out: a tour takes half a microsecond a city to pack, and a task with mates is six of them, or ten. */
const MOST_OUT = 300_000;
/** From so many tasks on that are out, what it takes to read an answer counts for more than its bytes. */
const MANY = 50;

export const packing: Packing<TspProblem> = {
  *prepare(problem) {
    yield* nearSteps(problem);
  },
  pack: (problem, state, beside) => finish(packSteps(problem, state, beside)),
  packSteps,
  unpack(problem, bytes, beside) {
    const near = nearOf(problem);
    // Each answer to an orchestrator: no generators where there is one step.
    return (near && unpackedAlone(near, bytes)) ?? finish(unpackSteps(problem, bytes, beside));
  },
  unpackSteps,
  paysBeside: ({ n }, tasks) => n >= LARGE && n * tasks <= MOST_OUT,
  packQuick(problem, state) {
    const bytes = writeQuick(decodeTour(state, problem.n), finish(nearSteps(problem)));
    return bytes.length <= state.length ? bytes : withHead([PLAIN], state);
  },
  paysQuick: ({ n }, tasks) => n < LARGE && tasks >= MANY,
  isQuick: (bytes) => bytes[0] === QUICK,
  standsAlone: (bytes) => bytes[0] !== BESIDE || bytes[1] === 0,
};

function* packSteps(
  problem: TspProblem,
  state: Uint8Array,
  beside: readonly Uint8Array[] = [],
): Steps<Uint8Array> {
  const near = yield* nearSteps(problem);
  const order = decodeTour(state, problem.n);
  const packed = problem.n < LARGE ? ranksOf(order, near) : yield* packedBeside(near, order, beside);
  if (packed.length <= state.length) return packed;
  return withHead([PLAIN], state);
}

function* unpackSteps(
  problem: TspProblem,
  bytes: Uint8Array,
  beside: readonly Uint8Array[] = [],
): Steps<Unpacked> {
  const { n } = problem;
  if (bytes[0] === PLAIN) return measured(problem, decodeTour(bytes.subarray(1), n));
  const near = yield* nearSteps(problem);
  if (bytes[0] === BESIDE) return measured(problem, yield* unpackedBeside(near, bytes, beside));
  const alone = unpackedAlone(near, bytes);
  if (alone) return alone;
  throw new ProblemError(
    `A packed tour begins with ${PLAIN}, ${RANKS}, ${BESIDE} or ${QUICK}, not with ${bytes[0]}.`,
  );
}

/** Of the forms that are read in one step; null where it is none of them. */
function unpackedAlone(near: Near, bytes: Uint8Array): Unpacked | null {
  if (bytes[0] === QUICK) {
    const energy = readQuick(bytes, near);
    return { state: encodeTour(near.cities), energy };
  }
  if (bytes[0] !== RANKS) return null;
  const energy = readTour(bytes, near);
  return { state: encodeTour(near.order), energy };
}

function measured(problem: TspProblem, order: Int32Array): Unpacked {
  return { state: encodeTour(order), energy: tourLength(distanceOf(problem), order) };
}

function* ordersOf({ n }: Near, beside: readonly Uint8Array[]): Steps<Int32Array[]> {
  const orders: Int32Array[] = [];
  for (const state of beside) {
    yield;
    orders.push(decodeTour(state, n));
  }
  return orders;
}

function* packedBeside(near: Near, order: Int32Array, beside: readonly Uint8Array[]): Steps<Uint8Array> {
  const { n } = near;
  const others = yield* ordersOf(near, beside.slice(0, MOST_BESIDE));
  const writer = new BitWriter(n >> 2);
  const model = new Model(contextsOf(near));
  const width = widthOf(n);
  let i = 0;
  const guide = {
    elsewhere() {
      writer.raw(order[i], width);
      return order[i++];
    },
    goes(city: number, context: number) {
      const isNext = city === order[i];
      writer.write(isNext ? 1 : 0, model, context);
      if (isNext) i++;
      return isNext;
    },
  };
  yield* walk(guide, near, others);
  return withHead([BESIDE, others.length], writer.end());
}

function* unpackedBeside(near: Near, bytes: Uint8Array, beside: readonly Uint8Array[]): Steps<Int32Array> {
  const count = bytes[1] ?? 0;
  if (count > beside.length || count > MOST_BESIDE)
    throw new ProblemError(`A tour is packed beside ${count} others, and there are ${beside.length} here.`);
  const reader = new BitReader(bytes, 2);
  const model = new Model(contextsOf(near));
  const width = widthOf(near.n);
  const guide = {
    elsewhere: () => reader.raw(width),
    goes: (_city: number, context: number) => reader.read(model, context) === 1,
  };
  return yield* walk(guide, near, yield* ordersOf(near, beside.slice(0, count)));
}

function withHead(head: readonly number[], coded: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + coded.length);
  bytes.set(head);
  bytes.set(coded, head.length);
  return bytes;
}

function ranksOf(order: Int32Array, { lists, k }: Near): Uint8Array {
  const n = order.length;
  const width = widthOf(n);
  const writer = new BitWriter(n >> 1);
  const model = freshModel();
  const seen = new Uint8Array(n);
  let context = 0;
  let city = order[0];
  writer.raw(city, width);
  for (let i = 1; i < n; i++) {
    seen[city] = 1;
    const next = order[i];
    let rank = 0;
    let isNear = false;
    for (let j = city * k; j < city * k + k && !isNear; j++) {
      const other = lists[j];
      if (seen[other] === 1) continue;
      isNear = other === next;
      writer.write(isNear ? 1 : 0, model, context + rank++);
    }
    if (!isNear) writer.raw(next, width);
    context = isNear && rank === 1 ? 0 : NEAR;
    city = next;
  }
  return withHead([RANKS], writer.end());
}
