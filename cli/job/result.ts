/** A result of a running Lehr as a file: its problem and how to draw it are blobs there. */
import { maxcut } from '../../anneal/maxcut/kind.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import type { ImportedProblem } from '../../formats/import/imported.ts';
import type { Job, ProblemView } from '../../peer/procedures.ts';
import { Failure } from '../failure.ts';
import { checkOut, writeOut } from '../tour-file.ts';
import type { Remote } from './remote.ts';

/** Throws a Failure: of code 2 where this problem has no such file, or there can be none; of code 1 where there is no result yet. */
export async function writeResultOf(job: Job, path: string, { blob }: Remote): Promise<void> {
  const { best, id } = job;
  if (!best) throw new Failure(`--out ${path}: ${id} has no result yet`, 1);
  const imported = await importedOf(job, blob);
  await checkOut(path, imported);
  await writeOut(path, imported, { ...job, best });
}

async function importedOf(
  { title, kind, problem, view }: Job,
  blob: Remote['blob'],
): Promise<ImportedProblem> {
  const [bytes, drawn] = await Promise.all([blob(problem), blob(view)]);
  const known = { title, view: JSON.parse(new TextDecoder().decode(drawn)) as ProblemView };
  if (kind === 'maxcut') return { ...known, kind, problem: maxcut.decode(bytes) };
  if (kind.startsWith('tsp')) return { ...known, kind: 'tsp', problem: tsp.decode(bytes) };
  throw new Failure(`--out: this program knows no files for the kind "${kind}"`, 1);
}
