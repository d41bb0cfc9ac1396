/**
 * Tours in a tenth of their bytes. From a city a good tour goes to the nearest city that it has not visited yet in 84 of 100
 * steps, and in 98 to one of the nearest ten. So a tour is coded as the rank of each next city among the near ones not yet
 * visited: "this one?" bit by bit, under probabilities that are learnt on the way. Any order can be coded; one that would
 * take more bytes so goes as it is.
 *
 * The first byte says how: 0, and the state's own bytes; 1, and the coded ranks.
 */
import { type Packing, ProblemError } from '../../kind.ts';
import type { TspProblem } from '../problem.ts';
import { decodeTour, encodeTour } from '../state.ts';
import { BitWriter } from './bit-coder.ts';
import { NEAR, type Near, nearOf } from './near.ts';
import { freshModel, tourOf, widthOf } from './tour-of-ranks.ts';

const PLAIN = 0;
const RANKS = 1;
/** Cities that one step of the preparation does: some milliseconds. */
const STEP = 1_000;

export const packing: Packing<TspProblem> = {
  prepare: (problem) => nearOf(problem).advance(STEP),
  pack(problem, state) {
    const packed = ranksOf(decodeTour(state, problem.n), whole(problem));
    if (packed.length <= state.length) return packed;
    const plain = new Uint8Array(1 + state.length);
    plain[0] = PLAIN;
    plain.set(state, 1);
    return plain;
  },
  unpack(problem, bytes) {
    if (bytes[0] === PLAIN) return encodeTour(decodeTour(bytes.subarray(1), problem.n));
    if (bytes[0] === RANKS) return encodeTour(tourOf(bytes, problem.n, whole(problem)));
    throw new ProblemError(`A packed tour begins with ${PLAIN} or ${RANKS}, not with ${bytes[0]}.`);
  },
};

function whole(problem: TspProblem): Near {
  const near = nearOf(problem);
  near.advance(problem.n);
  return near;
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
  const coded = writer.end();
  const bytes = new Uint8Array(1 + coded.length);
  bytes[0] = RANKS;
  bytes.set(coded, 1);
  return bytes;
}
