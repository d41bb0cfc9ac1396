import { maxCut } from '../../anneal/maxcut/forms.ts';
import { MAX_SPINS } from '../../anneal/maxcut/problem.ts';
import { FileError } from './file-error.ts';
import type { ImportedSpins } from './imported.ts';
import { count, failInLine, importedSpins, readTerms, spinLines } from './spin-lines.ts';

/**
 * Reads a Max-Cut graph in the format of the G-set (Y. Ye; made by G. Rinaldi's rudy): the numbers of vertices and edges, then
 * a line `i j weight` for each edge, vertices numbered from 1, a missing weight being 1. Lines that begin with # are comments.
 * Throws a `FileError` that names the line and says what to do.
 */
export function gset(text: string, title: string): ImportedSpins {
  const [head, ...lines] = spinLines(text, (line) => line.startsWith('#'));
  if (head === undefined || head.words.length !== 2)
    throw new FileError(
      'The file does not begin with the numbers of vertices and edges, such as "800 19176".',
    );
  const [n, m] = [count(head, 0), count(head, 1)];
  if (n < 1 || n > MAX_SPINS)
    failInLine(head, `: ${n} vertices are not possible; the limit is ${MAX_SPINS}.`);
  if (lines.length !== m)
    failInLine(head, ` says that there are ${m} edges, but ${lines.length} lines follow; correct either.`);
  const edges = readTerms(
    lines,
    { base: 1, last: n, because: `, the number of vertices in line ${head.number}` },
    1,
  );
  const loop = edges.first.findIndex((i, k) => i === edges.second[k]);
  if (loop >= 0)
    failInLine(
      lines[loop],
      `: an edge joins two different vertices; leave this one out. (A QUBO begins with "p qubo" or "# vartype=BINARY".)`,
    );
  return importedSpins(title, { measure: 'cut', per: edges.per }, () => maxCut(n, edges));
}
