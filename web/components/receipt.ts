import type { DonorCredit } from '../../peer/procedures.ts';
import type { DonorStatus } from '../../worker/api.ts';
import type { Strings } from '../strings/en.ts';
import type { Format } from '../strings/format.ts';

/** What was given between Donate and Stop. */
export interface Receipt {
  /** Milliseconds since 1970, of Donate and of Stop. */
  readonly from: number;
  readonly to: number;
  readonly cores: number;
  /** Part of their time, 0..1. */
  readonly share: number;
  readonly tasks: number;
  readonly moves: number;
  /** Moves that counted when it was written; null when it never came to be known. */
  readonly verified: number | null;
  readonly improvements: number | null;
  readonly name: string | null;
  /** SHA-256 of the program that ran; null in a page that was not built. */
  readonly program: string | null;
  /** The best tour's length when it ended, in words. */
  readonly tour: string;
}

export interface Circumstances {
  readonly tour: string;
  readonly program: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** @param status the last one before Stop. */
export function receiptOf(status: DonorStatus, { tour, program, now }: Circumstances): Receipt {
  return {
    from: status.session.since || now,
    to: now,
    cores: status.settings?.cores ?? status.kernels,
    share: status.settings?.share ?? 1,
    tasks: status.session.tasks,
    moves: status.session.moves,
    verified: status.session.verified,
    improvements: status.session.improvements,
    name: status.donor?.name ?? null,
    program,
    tour,
  };
}

/** What was verified between the last status and now is on the receipt, too. @param credit of all time, now */
export function credited(receipt: Receipt, status: DonorStatus, credit: DonorCredit): Receipt {
  const { session, donor } = status;
  if (!donor || session.verified === null || session.improvements === null) return receipt;
  return {
    ...receipt,
    verified: Math.max(0, session.verified + credit.moves - donor.credit.moves),
    improvements: Math.max(0, session.improvements + credit.improvements - donor.credit.improvements),
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
    [words.share, format.share(receipt.share)],
    [words.tasks, format.count(receipt.tasks)],
    [words.moves, format.count(receipt.moves)],
  ];
  if (receipt.verified !== null) lines.push([words.verified, format.count(receipt.verified)]);
  if (receipt.improvements !== null) lines.push([words.improvements, format.count(receipt.improvements)]);
  if (receipt.name !== null) lines.push([words.as, receipt.name]);
  lines.push([words.tour, receipt.tour]);
  if (receipt.program !== null) lines.push([words.program, receipt.program]);
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
