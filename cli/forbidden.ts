/**
 * What a problem's code must not use, since it differs between engines or runs: found in its source, line by line, and trapped
 * while it runs. The sandbox of strangers' browsers is another matter: this finds mistakes, not malice.
 */

/** Of Math, what every engine gives the same bits for. */
const PORTABLE_MATH = new Set(
  'abs ceil clz32 floor fround imul max min round sign sqrt trunc E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2'.split(
    ' ',
  ),
);

const GLOBALS =
  'Date performance crypto Intl fetch XMLHttpRequest WebSocket Worker setTimeout setInterval setImmediate queueMicrotask process require eval Function WebAssembly globalThis window self document navigator localStorage console'.split(
    ' ',
  );

export interface Finding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `Math.random`, `Date` … */
  readonly what: string;
}

const RULES: readonly (readonly [RegExp, (match: RegExpExecArray) => string | null])[] = [
  [
    /(?<![\w$.])Math\s*(?:\?\.|\.)\s*([\w$]+)/g,
    ([, name]) => (PORTABLE_MATH.has(name) ? null : `Math.${name}`),
  ],
  [/(?<![\w$.])Math\b(?!\s*(?:\?\.|\.))/g, () => 'Math other than as Math.name'],
  // A name that is a property (`.Date`, `Date:`) is somebody's own.
  [new RegExp(`(?<![\\w$.])(${GLOBALS.join('|')})(?![\\w$])(?!\\s*\\??:)`, 'g'), ([, name]) => name],
  [/\*\*/g, () => 'the operator **'],
  [/\.\s*(toLocale\w+|localeCompare)\b/g, ([, name]) => name],
  [/(?<![\w$.])import\s*\(/g, () => 'import()'],
];

/** Everything forbidden in one source file. Strings, templates and comments do not count. */
export function findForbidden(file: string, source: string): Finding[] {
  const code = blankOut(source);
  const findings: Finding[] = [];
  for (const [pattern, name] of RULES) {
    for (const match of code.matchAll(pattern)) {
      const what = name(match as RegExpExecArray);
      if (what !== null) findings.push({ file, line: code.slice(0, match.index).split('\n').length, what });
    }
  }
  return findings.sort((a, b) => a.line - b.line);
}

/** The source with comments, strings and templates turned to spaces; lines stay. */
function blankOut(source: string): string {
  const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g;
  return source.replaceAll(token, (text) => text.replaceAll(/[^\n]/g, ' '));
}

/** Runs work while everything forbidden throws that can be made to; what was there before comes back. */
export function whileTrapped<Result>(work: () => Result): Result {
  const restores: (() => void)[] = [];
  const trap = (object: object, name: string, what: string) => {
    const before = Object.getOwnPropertyDescriptor(object, name);
    if (!before?.configurable) return;
    const refuse = () => {
      throw new Error(`${what} is forbidden: it differs between engines or runs`);
    };
    Object.defineProperty(object, name, { configurable: true, get: refuse });
    restores.push(() => Object.defineProperty(object, name, before));
  };
  for (const name of Object.getOwnPropertyNames(Math)) {
    if (!PORTABLE_MATH.has(name)) trap(Math, name, `Math.${name}`);
  }
  for (const name of ['Date', 'crypto', 'performance', 'fetch', 'setTimeout', 'setInterval', 'Intl'])
    trap(globalThis, name, name);
  try {
    return work();
  } finally {
    for (const restore of restores) restore();
  }
}
