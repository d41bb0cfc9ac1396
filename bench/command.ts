/** How the command of a benchmark begins and ends. */
import type { Row } from './row.ts';

/** Plays the role that this process was started for (`child.ts`) and ends it; returns where it was started for none. */
export async function playRole(
  argv: readonly string[],
  roles: Readonly<Record<string, () => Promise<void>>>,
): Promise<void> {
  const role = argv[0] === '--role' ? roles[argv[1] ?? ''] : undefined;
  if (role === undefined) return;
  await role();
  // Its sockets would keep it.
  process.exit(0);
}

/** What `parse` makes of the arguments; null where it throws, once stderr says what is wrong and how to call it. */
export function optionsOrUsage<Options>(usage: string, parse: () => Options): Options | null {
  try {
    return parse();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    return null;
  }
}

/** Prints the rows where they are asked for as JSON. Returns the exit code: 1 when a goal is missed, or nothing was measured. */
export function verdict(rows: readonly Row[], json: boolean): 0 | 1 {
  if (json) console.log(JSON.stringify(rows));
  return rows.length > 0 && rows.every(({ met }) => met) ? 0 : 1;
}
