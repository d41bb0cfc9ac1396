/** `--proof FILE`: a result with how it came to be, for `lehr replay`. */
import { writeFile } from 'node:fs/promises';
import { writeResult } from '../orchestrator/result-file.ts';
import type { Job, JobProof } from '../peer/procedures.ts';
import { codeOf, Failure, inOneLine } from './failure.ts';

/** Throws a Failure of code 1 where nothing is known of the best's making, or the file cannot be written. */
export async function writeProof(
  path: string,
  { title }: Job,
  { best, proof }: JobProof,
  { problem, unit }: { readonly problem: Uint8Array | undefined; readonly unit: string },
): Promise<void> {
  if (!best || !proof || !problem)
    throw new Failure(`${path}: nothing is known of how the best came to be`, 1);
  try {
    await writeFile(path, writeResult({ title, unit, problem, best, proof }));
  } catch (error) {
    throw new Failure(`${path}: cannot be written (${codeOf(error) || inOneLine(error)})`, 1);
  }
}
