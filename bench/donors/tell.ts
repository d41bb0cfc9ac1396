import type { Row } from '../row.ts';

/** How rows of one instance are reported. */
export class Tell {
  constructor(
    private readonly instance: string,
    private readonly report: (row: Row) => void,
  ) {}

  row(row: Omit<Row, 'ratio'>): void {
    this.report({ ...row, name: `${this.instance}: ${row.name}`, ratio: row.ours / row.yardstick });
  }

  miss(name: string, unit: string, limit: number): void {
    this.row({ name, unit, ours: limit, yardstick: limit, goal: 'in that time', met: false });
  }

  /** What is no row, as it could not be measured. */
  note(text: string): void {
    console.error(`${this.instance}: ${text}`);
  }
}

export function percent(gap: number): string {
  return `${Number((100 * gap).toPrecision(3))} %`;
}
