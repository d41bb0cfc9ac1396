import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure } from '../anneal/measure.ts';
import type { Instance } from './instance.ts';
import { ThreadWatch } from './thread-watch.ts';

export interface RealRun {
  readonly gap: number;
  readonly moves: number;
  /** Of a core, that the kernels' threads had of what they wanted; null where the system does not say. */
  readonly share: number | null;
}

/**
 * `lehr solve` as anybody runs it: router, orchestrator and donors in threads, in real time; its tour file measured anew. Rejects
 * where it fails.
 */
export async function solveForReal(
  { name, file, text, problem, optimum }: Instance,
  donors: number,
  { seconds, seed }: { readonly seconds: number; readonly seed: number },
): Promise<RealRun> {
  const folder = mkdtempSync(join(tmpdir(), 'lehr-donors-'));
  const out = join(folder, 'best.tour');
  try {
    const flags = ['--donors', `${donors}`, '--budget', `${seconds}s`, '--seed', `${seed}`, '--out', out];
    const child = spawn(process.execPath, [process.argv[1]!, 'solve', file, ...flags, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const watch = new ThreadWatch(child.pid!, donors);
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (part: string) => (said.out += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (said.err += part));
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }).finally(() => watch.close());
    if (status !== 0) throw new Error(`lehr solve ${name}: ${said.err.trim().split('\n').at(-1)}`);
    const { moves } = JSON.parse(said.out.trim().split('\n').at(-1)!) as { readonly moves: number };
    const section = readFileSync(out, 'utf8').split('TOUR_SECTION')[1]!;
    const order = section.trim().split(/\s+/).map(Number);
    const tour = order.slice(0, order.indexOf(-1)).map((city) => city - 1);
    if (tour.length !== problem.n) throw new Error(`lehr solve ${name}: its tour has ${tour.length} cities.`);
    return { gap: measure(text, tour) / optimum - 1, moves, share: watch.share };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
