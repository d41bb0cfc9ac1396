import { ProblemError } from '../kind.ts';
import { checkProblem, type Divisor, type IsingProblem, MAX_COUPLINGS, MAX_SPINS } from './problem.ts';

/**
 * Canonical bytes of a problem, little-endian:
 *
 *     0  'isg1'   4  uint32 n   8  uint32 couplings   12  uint32 divisor (1, 2, 4)   16  float64 constant
 *     24 int32 × n (h)   then for each coupling, sorted:  uint32 i, uint32 j (i < j), int32 J (not 0)
 */
const MAGIC = 0x31677369;
const HEADER = 24;

export function encodeProblem({ n, divisor, constant, fields, couplings }: IsingProblem): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEADER + 4 * (n + couplings.length)));
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, n, true);
  view.setUint32(8, couplings.length / 3, true);
  view.setUint32(12, divisor, true);
  view.setFloat64(16, constant, true);
  for (let i = 0; i < n; i++) view.setInt32(HEADER + 4 * i, fields[i], true);
  const at = HEADER + 4 * n;
  for (let k = 0; k < couplings.length; k++) view.setInt32(at + 4 * k, couplings[k], true);
  return new Uint8Array(view.buffer);
}

/** Throws a `ProblemError` for bytes that `encodeProblem` does not make. */
export function decodeProblem(bytes: Uint8Array): IsingProblem {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0, true) !== MAGIC)
    throw new ProblemError('These bytes are no Ising problem: they do not begin with "isg1".');
  const [n, count, divisor] = [4, 8, 12].map((at) => view.getUint32(at, true));
  if (n < 1 || n > MAX_SPINS || count > MAX_COUPLINGS)
    throw new ProblemError(
      `${n} spins with ${count} couplings; the limits are 1 to ${MAX_SPINS} and ${MAX_COUPLINGS}.`,
    );
  if (divisor !== 1 && divisor !== 2 && divisor !== 4)
    throw new ProblemError(`The divisor is ${divisor}; it is 1, 2 or 4.`);
  const size = HEADER + 4 * n + 12 * count;
  if (bytes.length !== size)
    throw new ProblemError(
      `${n} spins with ${count} couplings take ${size} bytes; there are ${bytes.length}.`,
    );
  const problem: IsingProblem = {
    n,
    divisor: divisor satisfies Divisor,
    constant: view.getFloat64(16, true),
    fields: readInts(view, HEADER, n),
    couplings: readInts(view, HEADER + 4 * n, 3 * count),
  };
  if (Object.is(problem.constant, -0)) throw new ProblemError('The constant is −0; it is written 0.');
  checkOrder(problem);
  checkProblem(problem);
  return problem;
}

function checkOrder({ n, couplings }: IsingProblem): void {
  let last = -1;
  for (let k = 0; k < couplings.length; k += 3) {
    const [i, j, w] = [couplings[k], couplings[k + 1], couplings[k + 2]];
    if (!(i >= 0 && i < j && j < n && i * n + j > last && w !== 0))
      throw new ProblemError(
        `Coupling ${k / 3 + 1} (${i}, ${j}, ${w}) is out of range or order, comes again, or is zero.`,
      );
    last = i * n + j;
  }
}

function readInts(view: DataView, at: number, count: number): Int32Array {
  const values = new Int32Array(count);
  for (let i = 0; i < count; i++) values[i] = view.getInt32(at + 4 * i, true);
  return values;
}
