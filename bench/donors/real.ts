import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure } from '../anneal/measure.ts';
import type { Instance } from './instance.ts';

export interface RealRun {
  readonly gap: number;
  readonly moves: number;
}

/** The middle gap and the middle moves of so many runs: one alone may be unlucky. */
export function solveForReal(
  instance: Instance,
  donors: number,
  { seconds, tries }: { readonly seconds: number; readonly tries: number },
): RealRun {
  const runs = Array.from({ length: tries }, () => solveOnce(instance, donors, seconds));
  const middle = (of: (run: RealRun) => number) => runs.map(of).sort((a, b) => a - b)[(tries - 1) >> 1]!;
  return { gap: middle(({ gap }) => gap), moves: middle(({ moves }) => moves) };
}

/** `lehr solve` as anybody runs it: router, orchestrator and donors in threads, in real time; its tour file measured anew. */
function solveOnce({ name, file, text, optimum }: Instance, donors: number, seconds: number): RealRun {
  const folder = mkdtempSync(join(tmpdir(), 'lehr-donors-'));
  const out = join(folder, 'best.tour');
  try {
    const flags = ['solve', file, '--donors', `${donors}`, '--budget', `${seconds}s`, '--out', out, '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [process.argv[1]!, ...flags], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`lehr solve ${name}: ${stderr.trim().split('\n').at(-1)}`);
    const { moves } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { readonly moves: number };
    const section = readFileSync(out, 'utf8').split('TOUR_SECTION')[1]!;
    const order = section.trim().split(/\s+/).map(Number);
    const end = order.indexOf(-1);
    return {
      gap:
        measure(
          text,
          order.slice(0, end).map((city) => city - 1),
        ) /
          optimum -
        1,
      moves,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
