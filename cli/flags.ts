/** Flags of one command: parsed by node:util, explained by `--help`, refused in one line. */
import { parseArgs } from 'node:util';
import { badInput, inOneLine } from './failure.ts';

export interface Flag {
  /** What stands for the value in the help, `N` or `FILE`; absent for a switch. */
  readonly value?: string;
  readonly help: string;
  /** It may be given several times: see Parsed.all. */
  readonly several?: boolean;
}

export interface Usage {
  readonly name: string;
  /** Positional arguments as the help shows them: `FILE|world:N`. */
  readonly takes?: string;
  /** How many of them there may be; 1 where `takes` names any. */
  readonly most?: number;
  readonly summary: string;
  readonly flags: Readonly<Record<string, Flag>>;
  /** Lines that follow the flags: examples. */
  readonly examples: readonly string[];
}

export interface Parsed {
  readonly positionals: readonly string[];
  /** The flag's value, or undefined when it was not given. */
  text(flag: string): string | undefined;
  /** All values of a flag that may be given several times. */
  all(flag: string): readonly string[];
  has(flag: string): boolean;
}

/** Throws a Failure of code 2 on a flag or an argument the command does not take. */
export function parseFlags(usage: Usage, argv: readonly string[]): Parsed {
  const options = Object.fromEntries(
    Object.entries(usage.flags).map(([name, flag]) => [
      name,
      {
        type: flag.value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: flag.several === true,
      },
    ]),
  );
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw badInput(`${refusal(inOneLine(error))}; see: lehr ${usage.name} --help`);
  }
  const { values, positionals } = parsed;
  const most = usage.most ?? (usage.takes === undefined ? 0 : 1);
  if (positionals.length > most) {
    throw badInput(`"${positionals[most]}" is one argument too many; see: lehr ${usage.name} --help`);
  }
  return {
    positionals,
    text: (flag) => (typeof values[flag] === 'string' ? values[flag] : undefined),
    all: (flag) => [values[flag] ?? []].flat().map(String),
    has: (flag) => values[flag] !== undefined,
  };
}

/** Node's own words, shortened; of `--budget -5s` they do not say what is wrong. */
function refusal(words: string): string {
  const [, flag] = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument is ambiguous/.exec(words) ?? [];
  if (flag !== undefined) return `${flag} has no value, or one that begins with a dash: give ${flag}=VALUE`;
  return words.split('. ')[0]!;
}

export function helpText(usage: Usage): string {
  const flags = Object.entries({ ...usage.flags, help: { help: 'show this' } satisfies Flag });
  const left = flags.map(([name, { value }]: [string, Flag]) => `--${name}${value ? ` ${value}` : ''}`);
  const width = Math.max(...left.map((text) => text.length));
  return [
    `lehr ${usage.name}${usage.takes ? ` ${usage.takes}` : ''} [flags]`,
    '',
    usage.summary,
    '',
    ...flags.map(([, { help }], index) => `  ${left[index]!.padEnd(width)}  ${help}`),
    '',
    ...usage.examples.map((example) => `  ${example}`),
  ].join('\n');
}
