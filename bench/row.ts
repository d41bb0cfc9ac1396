/** One line of the result, the same in every benchmark of the project. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly yardstick: number;
  readonly ratio: number;
  readonly goal: string;
  readonly met: boolean;
}
