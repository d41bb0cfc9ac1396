import { parseArgs } from 'node:util';
import { LehrProcess } from '../../e2e/lehr-process.ts';
import { optionsOrUsage, verdict } from '../command.ts';
import { line, lineOf } from '../report.ts';
import type { Row } from '../row.ts';
import { launch } from './browser.ts';
import { donateRows } from './donate.ts';
import { eventRows } from './events.ts';
import { kernelRows } from './kernels.ts';
import { startSite } from './site.ts';
import { tourRows } from './tour.ts';
import { wireRows } from './wire.ts';

const USAGE = `What the pages cost whoever looks at them, in a real Chromium.
  bench/pages [--only events|tour|donate|kernels|wire] [--quick] [--json]
Shares of a thread are by its CPU clock; lags and latencies by the clock on the wall, so leave the machine alone.
Exit code 1: a goal is missed.`;

/** Prints the table; resolves to the exit code, 1 when a goal is missed, 2 for bad arguments. */
export async function main(argv: string[]): Promise<number> {
  const options = parse(argv);
  if (options === null) return 2;
  const { quick, json, only } = options;
  const rows: Row[] = [];
  const add = (all: readonly Row[]) => {
    rows.push(...all);
    if (!json) for (const row of all) console.log(lineOf(row, []));
  };
  const wants = (part: string) => only === '' || only === part;
  const browser = await launch();
  try {
    if (wants('events') || wants('tour')) {
      const site = await startSite();
      const length = quick ? { rounds: 2, millis: 3000 } : { rounds: 5, millis: 5000 };
      if (wants('events')) add(await eventRows(browser, site.url, length));
      if (wants('tour')) add(await tourRows(browser, site.url, quick ? 5000 : 15_000));
      await site.close();
    }
    if (wants('donate') || wants('kernels')) {
      const lehr = await LehrProcess.start('--job', 'world:1000');
      if (wants('donate')) add(await donateRows(browser, lehr.url, quick ? 3 : 7));
      if (wants('kernels')) add(await kernelRows(browser, lehr.url, quick ? 5000 : 15_000));
      await lehr.remove();
    }
    if (wants('wire')) add(await wireRows(quick ? 15_000 : 60_000));
  } finally {
    await browser.close();
  }
  return verdict(rows, json);
}

function parse(argv: string[]): { quick: boolean; json: boolean; only: string } | null {
  return optionsOrUsage(USAGE, () => {
    const { values } = parseArgs({
      args: argv,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
      },
    });
    if (!['', 'events', 'tour', 'donate', 'kernels', 'wire'].includes(values.only))
      throw new Error(`--only ${values.only} is no part.`);
    if (!values.json) console.log(line(['', 'unit', 'ours', 'yardstick', 'ratio', 'goal']));
    return values;
  });
}
