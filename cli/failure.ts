/** A command that cannot go on: one line for people on stderr, and the exit code. */
export class Failure extends Error {
  override readonly name = 'Failure';

  /** @param code 2 when the input is at fault (a flag, a file, a port, a folder), 1 for everything else */
  constructor(
    message: string,
    readonly code: 1 | 2,
  ) {
    super(message);
  }
}

/** The input is at fault; the message says what to do instead. */
export function badInput(message: string): Failure {
  return new Failure(message, 2);
}

/** What went wrong, in one line, whatever was thrown. */
export function inOneLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

/** The `code` of a Node error, such as EADDRINUSE; empty where there is none. */
export function codeOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : '';
  return typeof code === 'string' ? code : '';
}
