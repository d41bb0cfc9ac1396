/** `--out FILE`: the tour in the format that the name's ending asks for. */
import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { ProblemError } from '../anneal/kind.ts';
import { decodeTour } from '../anneal/tsp/state.ts';
import { geojson } from '../orchestrator/export/geojson.ts';
import { svg } from '../orchestrator/export/svg.ts';
import type { Tour } from '../orchestrator/export/tour.ts';
import { tsplibTour } from '../orchestrator/export/tsplib-tour.ts';
import type { ImportedProblem } from '../orchestrator/import/imported.ts';
import type { JobBest } from '../peer/procedures.ts';
import { badInput, codeOf, Failure, inOneLine } from './failure.ts';

const FORMATS: Readonly<Record<string, (tour: Tour) => string>> = {
  '.tour': tsplibTour,
  '.geojson': geojson,
  '.svg': svg,
};

/** Throws a Failure of code 2 now, rather than after the annealing, when the file could not be written. */
export async function checkOut(path: string, imported: ImportedProblem): Promise<void> {
  const format = formatOf(path);
  const { n } = imported.problem;
  try {
    format({ ...imported, order: Int32Array.from({ length: n }, (_, city) => city), length: 0 });
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
  const order = decodeTour(best.state, imported.problem.n);
  try {
    await writeFile(path, formatOf(path)({ ...imported, order, length: best.energy }));
  } catch (error) {
    throw new Failure(`--out ${path}: cannot be written (${codeOf(error) || inOneLine(error)})`, 1);
  }
}

function formatOf(path: string): (tour: Tour) => string {
  const ending = extname(path).toLowerCase();
  if (!Object.hasOwn(FORMATS, ending)) {
    throw badInput(`--out ${path}: the name must end in one of ${Object.keys(FORMATS).join(', ')}`);
  }
  return FORMATS[ending]!;
}
