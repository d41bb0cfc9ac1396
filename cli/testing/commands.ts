/** For tests: commands in a folder of their own, which ends behind each test of a file, and they with it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { Command, type Ended, run } from './command.ts';

/** Sixty cities on a skewed grid, rounded to the nearest integer distance. */
const CITIES = Array.from({ length: 60 }, (_, i) => `${i + 1} ${(i * 37) % 101} ${(i * 53) % 97}`);
export const GRID = [
  'NAME : grid60',
  'TYPE : TSP',
  'DIMENSION : 60',
  'EDGE_WEIGHT_TYPE : EUC_2D',
  'NODE_COORD_SECTION',
  ...CITIES,
  'EOF',
  '',
].join('\n');

/** To be called where a test file begins. */
export function commands() {
  let folder = '';
  const running: Command[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lehr-cli-'));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((command) => command.stop('SIGKILL')));
    await rm(folder, { recursive: true, force: true });
  });
  const at = (name: string) => join(folder, name);
  return {
    /** A path in the test's folder, where its commands run. */
    at,
    /** Writes it; returns its path. */
    async file(name: string, text: string): Promise<string> {
      await writeFile(at(name), text);
      return at(name);
    },
    /** A command that goes on. */
    start(...args: string[]): Command {
      const command = new Command(args, folder);
      running.push(command);
      return command;
    },
    /** Resolves when the command has ended. */
    run: (args: readonly string[]): Promise<Ended> => run(args, folder),
  };
}
