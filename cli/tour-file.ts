/** `--out FILE`: the tour, or the spins, in the format that the name's ending asks for. */
import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { ProblemError } from '../anneal/kind.ts';
import { decodeSpins } from '../anneal/maxcut/state.ts';
import { decodeTour } from '../anneal/tsp/state.ts';
import { geojson } from '../formats/export/geojson.ts';
import { type Partition, partitionJson, partitionText } from '../formats/export/partition.ts';
import { svg } from '../formats/export/svg.ts';
import type { Tour } from '../formats/export/tour.ts';
import { tsplibTour } from '../formats/export/tsplib-tour.ts';
import type { ImportedProblem } from '../formats/import/imported.ts';
import type { JobBest } from '../peer/procedures.ts';
import { badInput, codeOf, Failure, inOneLine } from './failure.ts';

const FORMATS: Readonly<Record<string, (tour: Tour) => string>> = {
  '.tour': tsplibTour,
  '.geojson': geojson,
  '.svg': svg,
};

const SPIN_FORMATS: Readonly<Record<string, (partition: Partition) => string>> = {
  '.txt': partitionText,
  '.json': partitionJson,
};

/** Throws a Failure of code 2 now, rather than after the annealing, when the file could not be written. */
export async function checkOut(path: string, imported: ImportedProblem): Promise<void> {
  try {
    if (imported.kind === 'maxcut') formatOf(path, SPIN_FORMATS);
    else {
      const { n } = imported.problem;
      const order = Int32Array.from({ length: n }, (_, city) => city);
      formatOf(path, FORMATS)({ ...imported, order, length: 0 });
    }
  } catch (error) {
    if (error instanceof ProblemError) throw badInput(`--out ${path}: ${inOneLine(error)}`);
    throw error;
  }
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

export async function writeOut(path: string, imported: ImportedProblem, best: JobBest): Promise<void> {
  try {
    await writeFile(path, contentOf(path, imported, best));
  } catch (error) {
    throw new Failure(`--out ${path}: cannot be written (${codeOf(error) || inOneLine(error)})`, 1);
  }
}

function contentOf(path: string, imported: ImportedProblem, { state, energy }: JobBest): string {
  const { title, view } = imported;
  if (imported.kind === 'maxcut') {
    const spins = decodeSpins(state, imported.problem.n);
    return formatOf(path, SPIN_FORMATS)({ title, unit: view.unit, spins, energy });
  }
  return formatOf(
    path,
    FORMATS,
  )({ title, view, order: decodeTour(state, imported.problem.n), length: energy });
}

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
