/** What the plots of docs/donors.md show. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart, type Series } from './plot.ts';
import type { Times } from './rows.ts';

export interface Plotted {
  readonly name: string;
  readonly times: Times;
}

/** Instances of which one donor alone came to the target; `shares`: of perfect, that crowds with made-up answers work. */
export function writePlots(folder: string, all: readonly Plotted[], shares: Times | null): void {
  const times: Series[] = [];
  const efficiency: Series[] = [];
  for (const { name, times: measured } of all) {
    const alone = measured.get(1);
    if (alone === undefined) continue;
    const points = [...measured];
    times.push({ name, points });
    times.push({
      name: 'perfect sharing',
      isIdeal: true,
      points: points.map(([donors]) => [donors, alone / donors]),
    });
    efficiency.push({ name, points: points.map(([donors, time]) => [donors, alone / donors / time]) });
  }
  if (times.length === 0) return;
  if (shares) efficiency.push({ name: 'moves booked, tours made up', points: [...shares] });
  mkdirSync(folder, { recursive: true });
  const x = 'donors';
  const time = { title: 'Time to target', x, y: 'seconds', isLogarithmic: true, series: times };
  const share = { title: 'Efficiency', x, y: 'of perfect sharing', isLogarithmic: false, series: efficiency };
  writeFileSync(join(folder, 'donors-time-to-target.svg'), chart(time));
  writeFileSync(join(folder, 'donors-efficiency.svg'), chart(share));
}
