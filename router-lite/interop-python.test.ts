/** autobahn for Python, in a process of its own, against our router and with a client for JavaScript. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wampyPeer } from './interop-clients.ts';
import { PRIVATE, REALM, sour, start, stop, url } from './interop-testbed.ts';
import { PYTHON, pythonMissing } from './python.ts';

beforeAll(start);
afterAll(stop);

describe('autobahn for Python', () => {
  let missing: string | null;
  const running: ChildProcess[] = [];
  beforeAll(() => {
    missing = pythonMissing();
    if (missing !== null) console.info(`skipped: ${missing}`);
  }, 300_000);
  afterAll(() => {
    for (const child of running) child.kill();
  });

  const script = fileURLToPath(new URL('../e2e/interop/peer.py', import.meta.url));
  function python(...args: string[]) {
    const child = spawn(PYTHON, [script, url, REALM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    const said: Record<string, unknown>[] = [];
    const errors: string[] = [];
    child.stderr.on('data', (data: Buffer) => errors.push(data.toString()));
    const waiting: { key: string; found: () => void }[] = [];
    createInterface(child.stdout).on('line', (line) => {
      const finding = JSON.parse(line) as Record<string, unknown>;
      said.push(finding);
      for (const { key, found } of waiting) if (key in finding) found();
    });
    const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
    const until = (key: string) =>
      Promise.race([
        new Promise<void>((found) => waiting.push({ key, found })),
        ended.then(() => {
          if (!said.some((finding) => key in finding)) {
            throw new Error(`it ended without ${key}: ${JSON.stringify(said)} ${errors.join('')}`);
          }
        }),
      ]);
    return { said, until, ended };
  }

  it.each(['json', 'msgpack', 'cbor'])(
    'registers, calls, publishes, subscribes and cancels over %s',
    async (wire) => {
      if (missing !== null) return;
      const node = await wampyPeer('msgpack');
      await node.register('interop.node.echo', ([value]) => value);
      const { said, until, ended } = python(wire);
      await until('ready');
      expect(await node.call('interop.python.add', [40, 2])).toBe(42);
      await expect(node.call('interop.python.fail', [])).rejects.toBe(sour.error);
      const steps: unknown[] = [];
      expect(await node.call('interop.python.count', [2], (step) => steps.push(step))).toBe(2);
      expect(steps).toEqual([0, 1]);
      await node.publish('interop.python.leave', []);
      await ended;
      await node.close();
      expect(said).toEqual([
        { joined: 'anonymous', authid: expect.stringMatching(/^anonymous-/), authrole: 'user' },
        { add: 5 },
        { steps: [0, 1, 2], total: 3 },
        { error: sour.error, args: sour.args, kwargs: sour.kwargs },
        { error: 'wamp.error.no_such_procedure' },
        { timeout: 'wamp.error.timeout' },
        { canceled: true },
        { published: true, heard: ['interop.news.python', ['hot'], { n: 1 }] },
        { echoed: ['é', 2 ** 40, -1.5, null, true, { deep: [1] }] },
        { bytes: true },
        { slot: ['tea', 'interop.orders', 2] },
        { fact: [true, ['kiln', 100]] },
        { ready: true },
        { left: 'wamp.close.goodbye_and_out' },
      ]);
    },
  );

  it.for([
    ['ticket', 'tom', 'open'],
    ['wampcra', 'peter', 'secret1'],
    ['wampcra', 'anna', 'secret2'],
    // Its pbkdf2 wants the salt as bytes and hands over the text: only argon2id-13 works there.
    ['scram', 'hard', 'pencil'],
    ['cryptosign', 'client01', PRIVATE],
  ])('authenticates with %s as %s', async ([method, authid, secret], { skip }) => {
    skip(missing !== null, missing ?? '');
    const { said, until } = python('json', method!, authid!, secret!);
    await until('left');
    expect(said[0]).toEqual({ joined: method, authid, authrole: 'user' });
  });
});
