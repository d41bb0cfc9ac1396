/** From `world:1000` or a file to a job: imports, puts its blobs into the store, and says what the orchestrator needs. */
import { ProblemError } from '../anneal/kind.ts';
import { kinds } from '../anneal/kinds.ts';
import type { ImportedProblem } from '../formats/import/imported.ts';
import { energyMeant, spinUnitOf } from '../formats/spin-unit.ts';
import { ERRORS, isWampError } from '../peer/errors.ts';
import type { JobSpec, JobTarget } from '../peer/procedures.ts';
import { badInput, inOneLine } from './failure.ts';
import { importSpec } from './import-spec.ts';
import { kindFor, startOf, type Wishes } from './wishes.ts';

/**
 * Says on stderr what was left out of a file.
 * @param spec `world:N` or a path
 * @param columns of --columns, null where that may be given and is not. Throws a Failure of code 2 that says what is wrong.
 */
export async function importProblem(spec: string, columns?: string | null): Promise<ImportedProblem> {
  try {
    const imported = await importSpec(spec, columns);
    for (const note of imported.notes ?? []) process.stderr.write(`${spec}: ${note}\n`);
    return imported;
  } catch (error) {
    throw error instanceof ProblemError ? badInput(inOneLine(error)) : error;
  }
}

/** Stores the problem, its view and the start that is wished for. Throws a Failure of code 2 where a wish is at fault. */
export async function toSpec(
  imported: ImportedProblem,
  putBlob: (bytes: Uint8Array) => Promise<string>,
  wishes: Wishes,
): Promise<JobSpec> {
  const kind = kindFor(imported, wishes);
  const state = await startOf(imported, wishes);
  const [problem, view, start] = await Promise.all([
    putBlob(kinds.get(kind)!.encode(imported.problem)),
    putBlob(new TextEncoder().encode(JSON.stringify(imported.view))),
    state && putBlob(state),
  ]);
  const { budget, moves } = wishes;
  const target = targetIn(imported.view.unit, wishes.target);
  return { title: imported.title, kind, problem, view, budget, reference: null, moves, target, start };
}

/** What the orchestrator refuses, as a gap to nothing, is the caller's to mend: a Failure of code 2. */
export async function accepted<T>(job: Promise<T>): Promise<T> {
  try {
    return await job;
  } catch (error) {
    throw isWampError(error, ERRORS.invalidInput) ? badInput(inOneLine(error)) : error;
  }
}

/** People say a cut, of which more is better, and a value with its decimals; energies are integers to be minimised. */
function targetIn(unit: string, target: JobTarget | null): JobTarget | null {
  if (!target || !('energy' in target)) return target;
  const spins = spinUnitOf(unit);
  if (spins) return { energy: energyMeant(target.energy, spins) };
  if (!Number.isInteger(target.energy))
    throw badInput(`--target ${target.energy}: lengths are whole numbers; give one such as 7542`);
  return target;
}
