import { expect, test } from 'vitest';
import { Donors } from './donors.ts';
import { inspect } from './inspection.ts';
import { ManualClock } from './manual-clock.ts';

interface Callee {
  readonly session: number;
  readonly concurrency: number | null;
}

/** A router with these callees, which notes who is sent away. */
function setUp(get: () => unknown) {
  const clock = new ManualClock();
  const donors = new Donors();
  const killed: unknown[] = [];
  const log: string[] = [];
  const peer = {
    async callUri(uri: string, args: readonly unknown[] = []) {
      if (uri === 'wamp.registration.lookup') return 7;
      if (uri === 'wamp.registration.get') return get();
      killed.push(args[0]);
      return undefined;
    },
  };
  const close = inspect({ peer, clock, donors, log: (line) => log.push(line) });
  const hello = (session: number, cores: number) =>
    donors.join(
      session,
      `d${session}`,
      `D${session}`,
      { token: '', name: '', cores, kernels: [], agent: '' },
      0,
    );
  return { clock, donors, killed, log, close, hello };
}

test('who registers for more than it said, or said nothing, is sent away at the second look; the others stay', async () => {
  const callees: Callee[] = [
    { session: 1, concurrency: 8 },
    { session: 2, concurrency: 1_000_000_000 },
    { session: 3, concurrency: null },
    { session: 4, concurrency: 2 },
    { session: 5, concurrency: 4 },
    { session: 6, concurrency: 2 },
  ];
  const it = setUp(() => ({ _callees: callees }));
  it.hello(1, 4);
  it.hello(2, 0);
  it.hello(3, 1);
  // 4 registered and never says hello, 6 says it late; 5 has a kernel more than it said, and says so soon.
  it.hello(5, 1);
  await it.clock.advance(5_000);
  expect(it.killed).toEqual([]);
  it.hello(6, 1);
  it.donors.load(5, { donor: 'd5', cores: 2, running: 0, paused: false });
  await it.clock.advance(5_000);
  expect(it.killed).toEqual([2, 3, 4]);
  expect(it.log[0]).toContain('D2 took more tasks than the cores named');
  expect(it.log[2]).toContain('had not said hello');
  it.close();
  await it.clock.advance(60_000);
  expect([it.killed.length, it.clock.pending]).toEqual([3, 0]);
});

test('a router that tells nothing, or fails, is asked again and nobody is sent away', async () => {
  let asked = 0;
  const it = setUp(() => {
    if (++asked % 2 === 0) throw new Error('no such procedure');
    return {};
  });
  await it.clock.advance(30_000);
  expect([asked, it.killed]).toEqual([6, []]);
  it.close();
});
