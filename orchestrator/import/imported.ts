import type { TspProblem } from '../../anneal/tsp/problem.ts';
import type { ProblemView } from '../../peer/procedures.ts';

/** What a file or a ready-made input becomes: the problem to anneal and how to draw it. */
export interface ImportedProblem {
  /** For people: the file's own name, or "The 1,000 largest cities of the world". */
  readonly title: string;
  readonly kind: 'tsp';
  readonly problem: TspProblem;
  readonly view: ProblemView;
}
