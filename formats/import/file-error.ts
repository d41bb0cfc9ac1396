import { ProblemError } from '../../anneal/kind.ts';

/** Both from 1. */
export interface Place {
  readonly line: number;
  /** Of the first character at fault; null: the whole line. */
  readonly column: number | null;
}

/** A file at fault: what was read, what belongs there and what to do; and where, for those who show the line. */
export class FileError extends ProblemError {
  /** null: the file as a whole. */
  readonly place: Place | null;

  constructor(message: string, place: Place | null = null) {
    // What it quotes may have several: a header between quotes, a name.
    super(message.replaceAll(/\s*[\r\n]\s*/g, ' '));
    this.place = place;
  }
}

/** Throws a `FileError` that begins with its place. */
export function failAt(place: Place, message: string): never {
  const column = place.column === null ? '' : `, column ${place.column}`;
  throw new FileError(`Line ${place.line}${column}: ${message}`, place);
}

/** Whatever `read` finds at fault, as a `FileError`. */
export function asFileErrors<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProblemError && !(error instanceof FileError)) throw new FileError(error.message);
    throw error;
  }
}

/** What stands in a file, short enough for a message of one line. */
export function quoted(found: string): string {
  const text = found.replaceAll(/\s+/g, ' ');
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
