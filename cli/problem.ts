/** From `world:1000` or a file to a job: imports, puts its blobs into the store, and says what the orchestrator needs. */
import { ProblemError } from '../anneal/kind.ts';
import { kinds } from '../anneal/kinds.ts';
import { importSpec } from '../orchestrator/import/import.ts';
import type { ImportedProblem } from '../orchestrator/import/imported.ts';
import type { JobSpec } from '../peer/procedures.ts';
import type { Store } from '../router-lite/store/store.ts';
import { badInput, inOneLine } from './failure.ts';

/** @param spec `world:N` or a path. Throws a Failure of code 2 that says what is wrong with it. */
export async function importProblem(spec: string): Promise<ImportedProblem> {
  try {
    return await importSpec(spec);
  } catch (error) {
    throw error instanceof ProblemError ? badInput(inOneLine(error)) : error;
  }
}

/** @param budget seconds of donated time; null runs until cancelled */
export async function toSpec(
  imported: ImportedProblem,
  store: Store,
  budget: number | null,
): Promise<JobSpec> {
  const [problem, view] = await Promise.all([
    store.putBlob(kinds.get(imported.kind)!.encode(imported.problem)),
    store.putBlob(new TextEncoder().encode(JSON.stringify(imported.view))),
  ]);
  return { title: imported.title, kind: imported.kind, problem, view, budget, reference: null };
}
