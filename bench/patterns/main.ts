/** What services need besides calls and events, measured: facts on disk, their replay, and what it costs the others. */
import { parseArgs } from 'node:util';
import { optionsOrUsage, playRole, verdict } from '../command.ts';
import { line, lineOf, short } from '../report.ts';
import type { Row } from '../row.ts';
import { factRows } from './facts.ts';
import { client } from './roles/client.ts';
import { router } from './roles/router.ts';
import { slotClient, slotServer } from './roles/slots.ts';
import { slotRows } from './slots.ts';

const USAGE = `Facts and durable slots in an LMDB store, the router in a process of its own, clients in another.
  bench/patterns [--quick] [--only facts|slots] [--facts 1000000] [--json]
--quick: 100,000 facts. --json prints one array of {name, unit, ours, yardstick, ratio, goal, met} as the last line.`;

const ROLES = {
  router,
  client,
  'slot-server': slotServer,
  'slot-client': slotClient,
};

/** Resolves to the exit code: 1 when a goal is missed, 2 for bad arguments. */
export async function main(argv: string[]): Promise<number> {
  await playRole(argv, ROLES);
  const options = parse(argv);
  if (options === null) return 2;
  const rows: Row[] = [];
  const say = options.json ? () => {} : console.log;
  say(line(['', 'unit', 'ours', 'yardstick', 'ratio', 'goal']));
  const measured = [
    ...(options.only === 'slots' ? [] : [factRows({ facts: options.facts, argv })]),
    ...(options.only === 'facts' ? [] : [slotRows({ argv })]),
  ];
  for (const some of measured) {
    for await (const row of some) {
      rows.push(row);
      say(lineOf(row, []));
    }
  }
  say(`${rows.filter(({ met }) => met).length} of ${short(rows.length)} goals met`);
  return verdict(rows, options.json);
}

interface Options {
  readonly json: boolean;
  readonly facts: number;
  readonly only: string | undefined;
}

function parse(argv: string[]): Options | null {
  return optionsOrUsage(USAGE, () => {
    const { values } = parseArgs({
      args: argv,
      options: {
        quick: { type: 'boolean', default: false },
        facts: { type: 'string' },
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const facts = Number(values.facts ?? (values.quick ? 100_000 : 1_000_000));
    const isKnown = values.only === undefined || values.only === 'facts' || values.only === 'slots';
    if (!isKnown) throw new Error(`--only ${values.only} is neither facts nor slots.`);
    if (!Number.isInteger(facts) || facts < 1000) throw new Error('--facts is a whole number from 1000 on.');
    return { json: values.json, facts, only: values.only };
  });
}
