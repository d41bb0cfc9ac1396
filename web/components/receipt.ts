import type { DonorStatus } from '../../worker/api.ts';
import type { Strings } from '../strings/en.ts';
import type { Format } from '../strings/format.ts';

/** What was given between Donate and Stop. */
export interface Receipt {
  /** Milliseconds since 1970, of Donate and of Stop. */
  readonly from: number;
  readonly to: number;
  readonly cores: number;
  readonly tasks: number;
  readonly moves: number;
  readonly improvements: number | null;
  readonly name: string | null;
  /** The best tour's length when it ended, in words. */
  readonly tour: string;
}

/** @param status the last one before Stop. */
export function receiptOf(status: DonorStatus, tour: string, now: number): Receipt {
  return {
    from: status.session.since || now,
    to: now,
    cores: status.settings?.cores ?? status.kernels,
    tasks: status.session.tasks,
    moves: status.session.moves,
    improvements: status.donor?.credit.improvements ?? null,
    name: status.donor?.name ?? null,
    tour,
  };
}

/** Its lines, name and value, for the page and for paper. */
export function receiptLines(receipt: Receipt, strings: Strings, format: Format): [string, string][] {
  const words = strings.receipt;
  const date = new Intl.DateTimeFormat(strings.language, { dateStyle: 'medium', timeStyle: 'short' });
  const lines: [string, string][] = [
    [words.date, date.format(receipt.to)],
    [words.time, format.duration((receipt.to - receipt.from) / 1000)],
    [words.cores, format.count(receipt.cores)],
    [words.tasks, format.count(receipt.tasks)],
    [words.moves, format.count(receipt.moves)],
  ];
  if (receipt.improvements !== null) lines.push([words.improvements, format.count(receipt.improvements)]);
  if (receipt.name !== null) lines.push([words.as, receipt.name]);
  lines.push([words.tour, receipt.tour]);
  return lines;
}

/** Plain text in two columns, for the clipboard and for a file. */
export function receiptText(lines: readonly (readonly [string, string])[], title: string): string {
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  return [
    title,
    '='.repeat(title.length),
    ...lines.map(([name, value]) => name.padEnd(width) + value),
    '',
  ].join('\n');
}
