/** One line that tells how things stand: rewritten in place on a terminal, else printed every few seconds if it changed. */
const ON_TERMINAL = 500;
const ELSEWHERE = 5_000;

export interface LiveLine {
  /** Prints a line that stays, above the live one. */
  say(text: string): void;
  /** Ends; the last line stays. */
  stop(): void;
}

const BAR = 24;
const SHORTEST_BAR = 6;

/** The text behind a bar that takes what room the text leaves; none where that is too little. @param share 0..1 */
export function barBefore(text: string, share: number, columns: number): string {
  const length = Math.min(BAR, columns - 1 - text.length - 1);
  if (length < SHORTEST_BAR) return text;
  const done = Math.min(length, Math.round(length * share));
  return `${'█'.repeat(done)}${'░'.repeat(length - done)} ${text}`;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** @param line what to show now; empty: nothing */
export function liveLine(out: Terminal, line: () => string, elsewhere = ELSEWHERE): LiveLine {
  const tty = out.isTTY === true;
  let shown = false;
  const clear = () => {
    if (shown) out.write('\r\x1b[K');
    shown = false;
  };
  let last = '';
  const show = () => {
    // Names and reasons in it come from strangers: no control character of theirs reaches the terminal.
    const text = line().replaceAll(/\p{Cc}+/gu, ' ');
    if (!tty && text === last) return;
    last = text;
    clear();
    if (text === '') return;
    // A line longer than the terminal would wrap, and could not be taken back.
    out.write(tty ? text.slice(0, (out.columns ?? 80) - 1) : `${text}\n`);
    shown = tty;
  };
  const timer = setInterval(show, tty ? ON_TERMINAL : elsewhere);
  return {
    say(text) {
      clear();
      out.write(`${text}\n`);
    },
    stop() {
      clearInterval(timer);
      if (tty) show();
      if (shown) out.write('\n');
      shown = false;
    },
  };
}
