import { ProblemError } from '../kind.ts';
import { euclidean, greatCircle, matrix, type Rounding, type TspProblem } from './problem.ts';

/**
 * Canonical bytes of a problem, little-endian:
 *
 *     0  'tsp1'      4  metric (0..4)      5  three zero bytes      8  uint32 n      12  four zero bytes
 *     16 float64 × 2n (x, y or longitude, latitude)   or   int32 × n(n−1)/2 (upper triangle, row by row)
 */
const MAGIC = 0x31707374;
const HEADER = 16;
const ROUNDINGS: readonly Rounding[] = ['nearest', 'up', 'att'];
const GREAT_CIRCLE = 3;
const MATRIX = 4;

export function encodeProblem(problem: TspProblem): Uint8Array {
  const values = valuesOf(problem);
  const width = values.BYTES_PER_ELEMENT;
  const view = new DataView(new ArrayBuffer(HEADER + values.length * width));
  view.setUint32(0, MAGIC, true);
  view.setUint8(4, metricCode(problem));
  view.setUint32(8, problem.n, true);
  for (let i = 0; i < values.length; i++) {
    if (width === 8) view.setFloat64(HEADER + 8 * i, values[i], true);
    else view.setInt32(HEADER + 4 * i, values[i], true);
  }
  return new Uint8Array(view.buffer);
}

/** Throws a `ProblemError` for bytes that `encodeProblem` does not make. */
export function decodeProblem(bytes: Uint8Array): TspProblem {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0, true) !== MAGIC)
    throw new ProblemError('These bytes are no TSP: they do not begin with "tsp1".');
  const code = view.getUint8(4);
  const n = view.getUint32(8, true);
  if (code > MATRIX) throw new ProblemError(`Metric ${code} is unknown; this kernel knows 0 to ${MATRIX}.`);
  const size = HEADER + (code === MATRIX ? 2 * n * (n - 1) : 16 * n);
  if (bytes.length !== size)
    throw new ProblemError(`A TSP of ${n} cities takes ${size} bytes; there are ${bytes.length}.`);
  if (view.getUint32(12, true) !== 0 || view.getUint32(4, true) !== code)
    throw new ProblemError('The padding of the problem header is not zero.');
  if (code === MATRIX) return matrix(n, readInts(view, (n * (n - 1)) / 2));
  const pairs = readFloats(view, 2 * n);
  return code === GREAT_CIRCLE ? greatCircle(pairs) : euclidean(pairs, ROUNDINGS[code]);
}

function valuesOf(problem: TspProblem): Float64Array | Int32Array {
  if (problem.metric === 'matrix') return problem.weights;
  return problem.metric === 'great-circle' ? problem.lonlat : problem.xy;
}

function metricCode(problem: TspProblem): number {
  if (problem.metric === 'matrix') return MATRIX;
  return problem.metric === 'great-circle' ? GREAT_CIRCLE : ROUNDINGS.indexOf(problem.rounding);
}

function readFloats(view: DataView, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = view.getFloat64(HEADER + 8 * i, true);
  return values;
}

function readInts(view: DataView, count: number): Int32Array {
  const values = new Int32Array(count);
  for (let i = 0; i < count; i++) values[i] = view.getInt32(HEADER + 4 * i, true);
  return values;
}
