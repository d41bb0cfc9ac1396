import type { IsingProblem } from '../../anneal/maxcut/problem.ts';
import type { TspProblem } from '../../anneal/tsp/problem.ts';
import type { ProblemView } from '../../peer/procedures.ts';

/** What a file or a ready-made input becomes: the problem to anneal and how to draw it. */
export type ImportedProblem = ImportedTsp | ImportedSpins;

/** Cities are numbered in the file's order: the given tour is 0, 1, 2 … (given-tour.ts). */
export interface ImportedTsp {
  /** For people: the file's own name, or "The 1,000 largest cities of the world". */
  readonly title: string;
  readonly kind: 'tsp';
  readonly problem: TspProblem;
  readonly view: ProblemView;
  /** What the file has besides and was left out, a sentence each; absent: nothing. */
  readonly notes?: readonly string[];
}

export interface ImportedSpins {
  readonly title: string;
  readonly kind: 'maxcut';
  readonly problem: IsingProblem;
  readonly view: ProblemView;
  /** As of a tour. */
  readonly notes?: readonly string[];
}
