import { qubo } from '../../anneal/maxcut/forms.ts';
import { type IsingProblem, ising, MAX_SPINS } from '../../anneal/maxcut/problem.ts';
import { FileError, quoted } from './file-error.ts';
import type { ImportedSpins } from './imported.ts';
import {
  count,
  failInLine,
  importedSpins,
  readTerms,
  type SpinLine,
  spinLines,
  type Terms,
} from './spin-lines.ts';

const VARTYPE = /^#\s*vartype\s*=\s*(\w+)/im;

/**
 * Reads QUBO and Ising models, variables numbered from 0, a line `i j weight` for each term, `i i weight` being the linear
 * ones, terms that come again adding up; weights may have decimals:
 *
 * - COO, as D-Wave's dimod writes it: a comment `# vartype=BINARY` (QUBO, minimised) or `# vartype=SPIN` (Ising, energy
 *   Σ J s s + Σ h s, minimised) before the terms;
 * - qbsolv: a line `p qubo 0 <variables> <diagonals> <couplers>`, comments beginning with c.
 *
 * Throws a `FileError` that names line and column and says what to do.
 */
export function spinModel(text: string, title: string): ImportedSpins {
  const vartype = VARTYPE.exec(text)?.[1].toUpperCase();
  const lines = spinLines(text, (line) => /^(#|c(\s|$))/.test(line));
  const [head] = lines;
  if (head?.words[0] === 'p') return binary(title, readQbsolv(head, lines.slice(1)));
  if (vartype !== 'SPIN' && vartype !== 'BINARY')
    throw new FileError(
      vartype === undefined
        ? 'The file does not say what it is: begin it with "# vartype=BINARY" for a QUBO or "# vartype=SPIN" for an Ising model.'
        : `vartype=${vartype} is unknown; it is BINARY for a QUBO or SPIN for an Ising model.`,
    );
  const terms = readTerms(lines, { base: 0, last: MAX_SPINS - 1, because: '' });
  const n = 1 + terms.first.reduce((most, i, k) => Math.max(most, i, terms.second[k]), -1);
  if (n === 0) throw new FileError('The file has no terms; add one line "i j weight" for each.');
  return vartype === 'BINARY'
    ? binary(title, { n, terms })
    : importedSpins(title, { measure: 'energy', per: terms.per }, () => spinsOf(n, terms));
}

function binary(title: string, { n, terms }: { readonly n: number; readonly terms: Terms }): ImportedSpins {
  return importedSpins(title, { measure: 'value', per: terms.per }, () => qubo(n, terms));
}

function readQbsolv(head: SpinLine, lines: readonly SpinLine[]): { n: number; terms: Terms } {
  if (head.words.length !== 6 || head.words[1] !== 'qubo')
    failInLine(head, `: ${quoted(head.words.join(' '))} is not "p qubo 0 variables diagonals couplers".`);
  const [n, diagonals, couplers] = [3, 4, 5].map((column) => count(head, column));
  if (n < 1 || n > MAX_SPINS)
    failInLine(head, `: ${n} variables are not possible; the limit is ${MAX_SPINS}.`);
  if (lines.length !== diagonals + couplers)
    failInLine(
      head,
      ` says that there are ${diagonals} + ${couplers} terms, but ${lines.length} lines follow; correct either.`,
    );
  const because = `, as line ${head.number} says`;
  return { n, terms: readTerms(lines, { base: 0, last: n - 1, because }) };
}

function spinsOf(n: number, { first, second, weights }: Terms): IsingProblem {
  const fields = new Float64Array(n);
  const parts: Terms = { first: [], second: [], weights: [], per: 1 };
  for (let k = 0; k < weights.length; k++) {
    if (first[k] === second[k]) {
      fields[first[k]] += weights[k];
      continue;
    }
    parts.first.push(first[k]);
    parts.second.push(second[k]);
    parts.weights.push(weights[k]);
  }
  return ising({ n, divisor: 1, constant: 0, fields, ...parts });
}
