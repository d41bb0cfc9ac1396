import { MAX_DISTANCE, MAX_MATRIX_CITIES } from '../../anneal/tsp/problem.ts';
import { fail, type Numbers } from './tsplib-section.ts';

/** Which pairs (row, column) a format lists, in which order. A triangle by columns is the other triangle by rows. */
export const MATRIX_FORMATS = {
  FULL_MATRIX: { from: () => 0, to: (_: number, n: number) => n },
  UPPER_ROW: { from: (row: number) => row + 1, to: (_: number, n: number) => n },
  LOWER_ROW: { from: () => 0, to: (row: number) => row },
  UPPER_DIAG_ROW: { from: (row: number) => row, to: (_: number, n: number) => n },
  LOWER_DIAG_ROW: { from: () => 0, to: (row: number) => row + 1 },
  UPPER_COL: { from: () => 0, to: (row: number) => row },
  LOWER_COL: { from: (row: number) => row + 1, to: (_: number, n: number) => n },
  UPPER_DIAG_COL: { from: () => 0, to: (row: number) => row + 1 },
  LOWER_DIAG_COL: { from: (row: number) => row, to: (_: number, n: number) => n },
} as const;

export type MatrixFormat = keyof typeof MATRIX_FORMATS;

/** The upper triangle without diagonal, row by row, of a matrix given in any format. */
export function matrixWeights(format: MatrixFormat, n: number, numbers: Numbers): Int32Array {
  const { section, values, lineOf } = numbers;
  if (n > MAX_MATRIX_CITIES)
    fail(section.start, `A matrix of ${n} cities is too large; the limit is ${MAX_MATRIX_CITIES}.`);
  const { from, to } = MATRIX_FORMATS[format];
  let expected = 0;
  for (let row = 0; row < n; row++) expected += to(row, n) - from(row);
  if (values.length !== expected)
    fail(
      section.start,
      `${format} of ${n} cities takes ${expected} weights; the section has ${values.length}.`,
    );
  const upper = new Int32Array((n * (n - 1)) / 2).fill(-1);
  let i = 0;
  for (let row = 0; row < n; row++) {
    for (let column = from(row); column < to(row, n); column++, i++) {
      if (row === column) continue;
      const weight = values[i];
      if (!Number.isInteger(weight) || weight < 0 || weight > MAX_DISTANCE)
        fail(lineOf(i), `Weight ${weight} is not a whole number from 0 to ${MAX_DISTANCE}.`);
      const [low, high] = row < column ? [row, column] : [column, row];
      const place = low * n - (low * (low + 1)) / 2 + high - low - 1;
      if (upper[place] !== -1 && upper[place] !== weight)
        fail(
          lineOf(i),
          `From ${row + 1} to ${column + 1} is ${weight} but back is ${upper[place]}; Lehr needs a symmetric matrix.`,
        );
      upper[place] = weight;
    }
  }
  return upper;
}
