import { parseArgs } from 'node:util';
import { optionsOrUsage, verdict } from '../command.ts';
import type { Row } from '../row.ts';
import { benchMaxcut, GSET_FOLDER, gsetFiles, isGset } from './maxcut.ts';
import { benchSlices } from './slices.ts';
import { type TourFile, TSPLIB_FOLDER, tourFiles } from './tour-files.ts';
import { benchTours } from './tours.ts';

const USAGE = `One core against the proven optima: median gap over seeds, every tour measured anew from its file.
  bench/anneal [FOLDER|FILE ...] [--seconds S] [--seeds N] [--quick] [--json]
FOLDER has TSPLIB files (.tsp) and, where optima are known, optima.tsv with "name<TAB>length" lines; a file without one is held
against the best of its own runs. Or it has G-set files and best-known.tsv: the median cut, counted anew from its file. Without one, those with goals of their own in ${TSPLIB_FOLDER} and ${GSET_FOLDER},
each for the CPU seconds of its goal (other tours 5, other graphs 10) and with 10 seeds (graphs 3), 1,000 random cities,
the ratio to C, and the longest slice of a kernel's thread at 160,000 cities. 
--quick: one seed, fewer files (twenty of any other folder), less time where the goal comes sooner. Exit code 1: a goal is missed.`;

/** Runs the benchmark and prints its table; resolves to the exit code, 1 when a goal is missed, 2 for bad arguments. */
export async function main(argv: string[]): Promise<number> {
  const options = parse(argv);
  if (options === null) return 2;
  const { files, graphs, seconds, seeds, quick, byDefault, json } = options;
  const say = json ? () => {} : console.log;
  const rows: Row[] = benchTours({
    files,
    seconds,
    seeds: seeds ?? (quick ? 1 : 10),
    quick,
    random: byDefault,
    say,
  });
  if (byDefault) rows.push(await benchSlices(say));
  rows.push(...benchMaxcut({ files: graphs, seconds, quick, seeds: seeds ?? (quick ? 1 : 3), say }));
  return verdict(rows, json);
}

interface Options {
  readonly files: readonly TourFile[];
  /** G-set files. */
  readonly graphs: readonly string[];
  /** Null: as each goal has it. */
  readonly seconds: number | null;
  /** Null: as each table has it. */
  readonly seeds: number | null;
  readonly quick: boolean;
  readonly byDefault: boolean;
  readonly json: boolean;
}

function parse(argv: string[]): Options | null {
  return optionsOrUsage(USAGE, () => {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        seconds: { type: 'string' },
        seeds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const { quick, json } = values;
    const seconds = values.seconds === undefined ? null : Number(values.seconds);
    const seeds = values.seeds === undefined ? null : Number(values.seeds);
    if ((seconds !== null && !(seconds > 0)) || (seeds !== null && !(Number.isInteger(seeds) && seeds > 0)))
      throw new Error('--seconds and --seeds are numbers > 0.');
    const byDefault = positionals.length === 0;
    const files = (byDefault ? [TSPLIB_FOLDER] : positionals)
      .filter((path) => !isGset(path))
      .flatMap((path) => tourFiles(path, quick, byDefault));
    const graphs = (byDefault ? [GSET_FOLDER] : positionals).flatMap((path) =>
      isGset(path) ? [path] : gsetFiles(path, quick),
    );
    return { files, graphs, seconds, seeds, quick, byDefault, json };
  });
}
