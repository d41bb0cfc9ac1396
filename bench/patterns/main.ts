/** What services need besides calls and events, measured: facts on disk, their replay, and what it costs the others. */
import { parseArgs } from 'node:util';
import { line, lineOf, short } from '../router/report.ts';
import type { Row } from '../row.ts';
import { factRows } from './facts.ts';
import { client } from './roles/client.ts';
import { router } from './roles/router.ts';
import { slotClient, slotServer } from './roles/slots.ts';
import { slotRows } from './slots.ts';

const USAGE = `Facts and durable slots in an LMDB store, the router in a process of its own, clients in another.
  bench/patterns [--quick] [--only facts|slots] [--facts 1000000] [--json]
--quick: 100,000 facts. --json prints one array of {name, unit, ours, yardstick, ratio, goal, met} as the last line.`;

const ROLES: Readonly<Record<string, () => Promise<void>>> = {
  router,
  client,
  'slot-server': slotServer,
  'slot-client': slotClient,
};

/** Resolves to the exit code: 1 when a goal is missed, 2 for bad arguments. */
export async function main(argv: string[]): Promise<number> {
  const role = argv[0] === '--role' ? ROLES[argv[1] ?? ''] : undefined;
  if (role !== undefined) {
    await role();
    // Its sockets would keep it.
    process.exit(0);
  }
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
  if (options.json) console.log(JSON.stringify(rows));
  else say(`${rows.filter(({ met }) => met).length} of ${short(rows.length)} goals met`);
  return rows.every(({ met }) => met) ? 0 : 1;
}

interface Options {
  readonly json: boolean;
  readonly facts: number;
  readonly only: string | undefined;
}

function parse(argv: string[]): Options | null {
  try {
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
    if (isKnown && Number.isInteger(facts) && facts >= 1000) {
      return { json: values.json, facts, only: values.only };
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  console.error(USAGE);
  return null;
}
