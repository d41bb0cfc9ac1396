import { ProblemError } from '../../anneal/kind.ts';
import { csv } from './csv.ts';
import { gset } from './gset.ts';
import type { ImportedProblem } from './imported.ts';
import { spinModel } from './spin-model.ts';
import { tsplib } from './tsplib.ts';

const NAMES = 'TSPLIB (.tsp), CSV, G-set graphs, and QUBO and Ising models (COO, qbsolv)';

/** Tells the formats apart by content. `title` names what has no name of its own. */
export function importText(text: string, title: string): ImportedProblem {
  if (text.includes('\0')) throw new ProblemError(`This is no text; Lehr reads ${NAMES}.`);
  const head = text.slice(0, 4096);
  if (/^\s*(NAME|TYPE|COMMENT|DIMENSION|EDGE_WEIGHT_TYPE)\s*:/im.test(head)) return tsplib(text);
  if (/^p\s+qubo\s|^#\s*vartype\s*=/im.test(head)) return spinModel(text, title);
  // A CSV file has a header, so one that begins with numbers between spaces is none: two of them, or a term of three.
  const [first = ''] = /^(?!\s*#)\s*\S.*$/m.exec(head) ?? [];
  if (/^\s*\d+[ \t]+\d+\s*$/.test(first)) return gset(text, title);
  if (/^\s*\d+[ \t]+\d+[ \t]+[-+.\d]\S*\s*$/.test(first)) return spinModel(text, title);
  return csv(text, title);
}
