/** router-lite beside a raw `ws` relay, and beside other routers, in one run: what a router costs over moving bytes. */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Child } from '../child.ts';
import { optionsOrUsage, playRole, verdict } from '../command.ts';
import { line, lineOf, median, rowOf, short } from '../report.ts';
import type { Row } from '../row.ts';
import { IDLE, IDLE_KIB, IDLE_SECONDS, type Measurement, measurements, NEW_SESSIONS } from './plan.ts';
import { client } from './roles/client.ts';
import { ours } from './roles/ours.ts';
import { relay } from './roles/relay.ts';
import type { Done, Load } from './scenarios/scenario.ts';
import { type Server, startPeer, startRole } from './server.ts';

const USAGE = `router-lite beside a raw ws relay: every server in its own process, clients in another, medians of alternating rounds.
  bench/router [--quick | --full] [--json] [--only TEXT] [--rounds 15] [--millis 300] [--peer 'NAME=COMMAND' ...]
--full measures CBOR too. --only runs the measurements whose name contains TEXT ("sessions" for the last ones). --peer adds another router: the
command serves realm1 to anybody at ws://127.0.0.1 and prints its port; sh bench/peers/install.sh installs some.
--json prints one array of {name, unit, ours, yardstick, ratio, goal, met} as the last line.`;

const ROLES = { relay, ours, client };

/** Resolves to the exit code: 1 when a goal is missed, 2 for bad arguments. */
export async function main(argv: string[]): Promise<number> {
  await playRole(argv, ROLES);
  const options = parse(argv);
  if (options === null) return 2;
  const servers: Server[] = [];
  const clients = new Child('client', argv);
  try {
    servers.push(await startRole('relay', argv), await startRole('ours', argv));
    for (const [name, command] of options.peers) servers.push(await startPeer(name, command));
    const rows = await new Bench(clients, servers, options).run(argv);
    return verdict(rows, options.json);
  } finally {
    for (const server of servers) server.stop();
    clients.stop();
  }
}

interface Options {
  readonly json: boolean;
  readonly full: boolean;
  readonly only: string;
  readonly rounds: number;
  readonly millis: number;
  readonly peers: readonly (readonly [name: string, command: string])[];
}

function parse(argv: string[]): Options | null {
  return optionsOrUsage(USAGE, () => {
    const { values } = parseArgs({
      args: argv,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        full: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        rounds: { type: 'string' },
        millis: { type: 'string' },
        peer: { type: 'string', multiple: true, default: [] },
      },
    });
    const rounds = Number(values.rounds ?? (values.quick ? 9 : 15));
    const millis = Number(values.millis ?? (values.quick ? 100 : 300));
    if (!Number.isInteger(rounds) || rounds < 1 || !(millis > 0))
      throw new Error('--rounds is a whole number from 1, --millis a number > 0.');
    const peers = values.peer.map((text) => {
      const [, name, command] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (name === undefined || command === undefined) throw new Error(`--peer ${text} is not NAME=COMMAND.`);
      return [name, command] as const;
    });
    return { json: values.json, full: values.full, only: values.only, rounds, millis, peers };
  });
}

/** Medians of one server in one measurement: operations per second, CPU microseconds per operation. */
interface Result {
  readonly rate: number;
  readonly cpu: number;
}

/** Milliseconds each server has before it counts, at first and later: compilers get going on what they see often. */
const WARM_UP = { first: 2000, later: 500 };

class Bench {
  readonly #clients: Child;
  readonly #servers: readonly Server[];
  readonly #options: Options;
  readonly #rows: Row[] = [];

  constructor(clients: Child, servers: readonly Server[], options: Options) {
    this.#clients = clients;
    this.#servers = servers;
    this.#options = options;
  }

  async run(argv: readonly string[]): Promise<readonly Row[]> {
    const { only, json, full } = this.#options;
    const wanted = [...measurements(full), NEW_SESSIONS].filter(({ name }) => name.includes(only));
    if (!json) {
      const names = this.#servers.slice(2).map(({ target }) => `${target.name} / ws`);
      console.log(line(['', 'unit', 'ours', 'ws relay', 'ratio', 'goal'], names));
    }
    for (const measurement of wanted) await this.#measure(measurement);
    if ('idle sessions'.includes(only)) await this.#idle(argv);
    return this.#rows;
  }

  #add(row: Row, others: readonly string[] = []): void {
    this.#rows.push(row);
    if (!this.#options.json) console.log(lineOf(row, others));
  }

  async #measure({ name, load, rate, cpu, unit }: Measurement): Promise<void> {
    const [yardstick, mine, ...others] = await this.#alternate(load);
    const scale = unit === 'MB/s' ? load.bytes / 1e6 : 1;
    const share = (of: Result | null, key: keyof Result) =>
      of === null ? '-' : (of[key] / yardstick![key]).toFixed(2);
    this.#add(
      rowOf(name, unit, rate, mine!.rate * scale, yardstick!.rate * scale),
      others.map((each) => share(each, 'rate')),
    );
    this.#add(
      rowOf(`  CPU of the server: ${name}`, 'µs', cpu ?? null, mine!.cpu, yardstick!.cpu),
      others.map((each) => share(each, 'cpu')),
    );
  }

  /** All servers by turns, so that a busy machine is busy for all; null for a router that cannot do it. */
  async #alternate(load: Load): Promise<(Result | null)[]> {
    const { rounds, millis } = this.#options;
    const keys: (number | null)[] = [];
    for (const [i, { target }] of this.#servers.entries()) {
      const opened = this.#clients.ask<number>('open', { target, load });
      keys.push(await (i < 2 ? opened : opened.catch(() => null)));
    }
    const warmUp = this.#rows.length === 0 ? WARM_UP.first : WARM_UP.later;
    const rates = keys.map((): number[] => []);
    const cpus = keys.map((): number[] => []);
    // The first round warms up and is thrown away.
    for (let round = -1; round < rounds; round++) {
      for (const [i, server] of this.#servers.entries()) {
        const key = keys[i];
        if (key === null) continue;
        const before = await server.usage();
        const span = round < 0 ? Math.max(millis, warmUp) : millis;
        const { count, seconds } = await this.#clients.ask<Done>('measure', { key, millis: span });
        const after = await server.usage();
        if (round < 0) continue;
        rates[i]!.push(count / seconds);
        cpus[i]!.push((after.cpu - before.cpu) / count);
      }
    }
    for (const key of keys) if (key !== null) await this.#clients.ask('close', { key });
    return keys.map((key, i) => (key === null ? null : { rate: median(rates[i]!), cpu: median(cpus[i]!) }));
  }

  /** In processes of their own: memory is compared with that of a process that has done nothing yet. */
  async #idle(argv: readonly string[]): Promise<void> {
    const receivers = Math.min(IDLE.receivers, openFiles() - 100);
    const measured = [];
    for (const role of ['relay', 'ours'] as const) {
      const server = await startRole(role, argv);
      const clients = new Child('client', argv);
      const load: Load = { ...IDLE, receivers };
      const before = await server.usage(true);
      const key = await clients.ask<number>('open', { target: server.target, load });
      const { count, seconds } = await clients.ask<Done>('measure', {
        key,
        millis: role === 'ours' ? 9_000 : 0,
      });
      const after = await server.usage(true);
      server.stop();
      clients.stop();
      measured.push({ kib: (after.rss - before.rss) / 1024 / receivers, seconds, pinged: count });
    }
    const [yardstick, mine] = measured;
    const name = `${short(receivers)} idle sessions`;
    this.#add(rowOf(`${name}, each`, 'KiB', IDLE_KIB, mine!.kib, yardstick!.kib));
    this.#add(
      rowOf(
        `${name}, pinged`,
        'sessions',
        { sense: '>=', limit: receivers, absolute: true },
        mine!.pinged,
        receivers,
      ),
    );
    this.#add(rowOf(`${name}, an event to all`, 's', IDLE_SECONDS, mine!.seconds, yardstick!.seconds));
  }
}

/** How many sockets one process may have. */
function openFiles(): number {
  const said = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }));
  return Number.isNaN(said) ? Number.POSITIVE_INFINITY : said;
}
