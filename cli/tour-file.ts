/** `--out FILE`: the tour, or the spins, in the format that the name's ending asks for. */
import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { decodeSpins } from '../anneal/maxcut/state.ts';
import { decodeTour } from '../anneal/tsp/state.ts';
import { type Partition, partitionJson, partitionText } from '../formats/export/partition.ts';
import { formatsFor, TOUR_FORMATS, type TourEnding } from '../formats/export/tour-formats.ts';
import { givenLength } from '../formats/import/given-tour.ts';
import type { ImportedProblem, ImportedTsp } from '../formats/import/imported.ts';
import type { Job, JobBest } from '../peer/procedures.ts';
import { badInput, codeOf, Failure, inOneLine } from './failure.ts';
import { land } from './land.ts';

const SPIN_FORMATS: Readonly<Record<string, (partition: Partition) => string>> = {
  '.txt': partitionText,
  '.json': partitionJson,
};

/** Throws a Failure of code 2 now, rather than after the annealing, when the file could not be written. */
export async function checkOut(path: string, imported: ImportedProblem): Promise<void> {
  if (imported.kind === 'maxcut') formatOf(path, SPIN_FORMATS);
  else tourEnding(path, imported);
  await checkWritable(path);
}

/** Throws a Failure of code 2 where there can be no such file. */
export async function checkWritable(path: string): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory()) throw badInput(`--out ${path}: it is a folder; give the name of a file`);
  if (there) {
    await access(path, constants.W_OK).catch(() => {
      throw badInput(`--out ${path}: the file is there and cannot be written`);
    });
    return;
  }
  const folder = dirname(resolve(path));
  await access(folder, constants.W_OK).catch(() => {
    throw badInput(`--out ${path}: the folder ${folder} does not exist or cannot be written`);
  });
}

/** Throws a Failure of code 1 when the disk does not take it. */
export async function writeOut(
  path: string,
  imported: ImportedProblem,
  job: Job & { best: JobBest },
): Promise<void> {
  try {
    await writeFile(path, contentOf(path, imported, job));
  } catch (error) {
    throw new Failure(`--out ${path}: cannot be written (${codeOf(error) || inOneLine(error)})`, 1);
  }
}

function contentOf(path: string, imported: ImportedProblem, job: Job & { best: JobBest }): string {
  const { title, view } = imported;
  const { state, energy } = job.best;
  if (imported.kind === 'maxcut') {
    const spins = decodeSpins(state, imported.problem.n);
    return formatOf(path, SPIN_FORMATS)({ title, unit: view.unit, spins, energy });
  }
  const ending = tourEnding(path, imported);
  const { problem } = imported;
  const date = new Date().toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
  return TOUR_FORMATS[ending].write({
    ...{ title, view, problem, date, order: decodeTour(state, problem.n), length: energy },
    // Ready-made cities are listed by size, which is nobody's tour.
    given: view.source === undefined ? givenLength(problem) : null,
    finders: job.finders.donors,
    history: job.history,
    ...(ending === '.svg' && view.surface === 'map' ? { land: land() } : {}),
  });
}

/** Throws a Failure of code 2 for an ending that there is not, or that this problem has not what it takes for. */
function tourEnding(path: string, { view }: ImportedTsp): TourEnding {
  const ending = extname(path).toLowerCase();
  const possible = formatsFor(view.surface);
  const found = possible.find((each) => each === ending);
  if (found) return found;
  const known = Object.hasOwn(TOUR_FORMATS, ending);
  const why = known
    ? `${ending} needs ${MISSING[TOUR_FORMATS[ending as TourEnding].needs]}, which this problem lacks; `
    : '';
  throw badInput(`--out ${path}: ${why}the name must end in one of ${possible.join(', ')}`);
}

const MISSING = { map: 'longitudes and latitudes', coordinates: 'coordinates', nothing: 'nothing' };

function formatOf<Result>(
  path: string,
  formats: Readonly<Record<string, (result: Result) => string>>,
): (result: Result) => string {
  const ending = extname(path).toLowerCase();
  if (!Object.hasOwn(formats, ending)) {
    throw badInput(`--out ${path}: the name must end in one of ${Object.keys(formats).join(', ')}`);
  }
  return formats[ending]!;
}
