import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERRORS, WampError } from '../errors.ts';
import { AllFailed } from './all-failed.ts';
import { Leaves, openWorld, type World } from './compose.test-world.ts';
import { batch, given, oror, parallel, pipe, within } from './compose.ts';
import { outputsOf } from './outcome.ts';
import { run } from './part.ts';
import { remote } from './remote.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const upper = (text: string) => text.toUpperCase();
const hang = () => new Promise<never>(() => {});
const failing = (uri: string) => () => {
  throw new WampError(uri, `${uri} was thrown`);
};

describe('pipe', () => {
  test('feeds each output to the next, over procedures and local functions alike', async () => {
    const off = await world.callee.register('lehr.job.get', ({ id }) => {
      throw new WampError(ERRORS.invalidInput, `no job ${id}`);
    });
    const echo = await world.callee.registerUri('test.echo', ([text]) => `${text}!`);
    const shout = pipe(upper, remote('test.echo', { args: (text: string) => [text], result: String }));
    expect(await run(world.caller, shout, 'hey')).toBe('HEY!');
    const refused = run(
      world.caller,
      pipe((id: string) => ({ id }), 'lehr.job.get'),
      'j1',
    );
    await expect(refused).rejects.toMatchObject({ uri: ERRORS.invalidInput, message: 'no job j1' });
    await Promise.all([off(), echo()]);
  });

  test('a local function that throws fails as a runtime error that keeps what was thrown', async () => {
    const thrown = new TypeError('oops');
    const failed = run(
      world.caller,
      pipe(upper, () => Promise.reject(thrown)),
      'x',
    );
    await expect(failed).rejects.toMatchObject({ uri: ERRORS.runtime, message: 'oops', cause: thrown });
  });
});

test('a call to nobody fails at once, with its own error, and oror goes on to the next', async () => {
  const nobody = remote('test.nobody', { args: () => [], result: String });
  await expect(run(world.caller, nobody, null)).rejects.toMatchObject({ uri: ERRORS.noSuchProcedure });
  expect(
    await run(
      world.caller,
      oror(nobody, () => 'the spare'),
      null,
    ),
  ).toBe('the spare');
});

test('oror ends with every cause, each with its URI, also over the wire', async () => {
  const both = oror(failing('test.error.a'), failing('test.error.b'));
  const failed: AllFailed = await run(world.caller, both, null as never).then(expect.fail, (error) => error);
  expect(failed).toBeInstanceOf(AllFailed);
  expect(failed.causes.map(({ uri }) => uri)).toEqual(['test.error.a', 'test.error.b']);
  const off = await world.callee.registerUri('test.both', () => run(world.callee, both, null as never));
  await expect(world.caller.callUri('test.both')).rejects.toMatchObject({
    uri: ERRORS.allFailed,
    kwargs: {
      causes: [
        { uri: 'test.error.a', message: 'test.error.a was thrown' },
        { uri: 'test.error.b', message: 'test.error.b was thrown' },
      ],
    },
  });
  await off();
});

test('an answer that its own check refuses is an invalid answer', async () => {
  const strict = remote('wamp.session.count', {
    args: () => [],
    result: (value) => {
      if (typeof value !== 'string') throw new Error('a string is wanted');
      return value;
    },
  });
  await expect(run(world.caller, strict, null)).rejects.toMatchObject({
    uri: ERRORS.invalidAnswer,
    message: 'a string is wanted',
  });
});

describe('within', () => {
  test('ends the part with a time-out, tells its callee, and oror tries the next', async () => {
    const leaves = new Leaves();
    const slow = leaves.part({ id: 1, does: 'hang', at: 'callee' }, world);
    const timed = parallel([within(slow, 1), oror(within(hang, 1), given(upper, 'spare'))]);
    const [late, spare] = await run(world.caller, timed, null);
    expect(late).toMatchObject({ ok: false, error: { uri: ERRORS.timeout } });
    expect(spare).toEqual({ ok: true, output: 'SPARE' });
    await leaves.until(() => leaves.started.length === leaves.stopped.length);
  });

  test('gives its calls as long, also where the peer gives less', async () => {
    const asked: (number | undefined)[] = [];
    const caller = {
      call: () => Promise.reject(new Error('not used')),
      callRaw: (_uri: string, _args?: readonly unknown[], options?: { readonly timeout?: number }) => {
        asked.push(options?.timeout);
        return Promise.resolve({ args: [1], kwargs: {}, details: {} });
      },
    };
    const one = remote('test.one', { args: () => [], result: Number });
    await run(caller, pipe(within(one, 120_000), one), null);
    expect(asked).toEqual([120_000, undefined]);
  });
});

describe('when a run is cancelled', () => {
  test('the router is sent CANCEL with the mode that was given', async () => {
    const interrupted: string[] = [];
    let entered = () => {};
    let leave = () => {};
    const off = await world.callee.registerUri('test.slow', async (_args, { signal }) => {
      signal.addEventListener('abort', () => interrupted.push('yes'));
      entered();
      await new Promise<void>((resolve) => {
        leave = resolve;
      });
      return 1;
    });
    const slow = remote('test.slow', { args: () => [], result: Number });
    for (const [cancel, late] of [
      ['skip', 0],
      ['killnowait', 0],
      ['kill', 1],
    ] as const) {
      const before = world.caller.lateAnswers;
      interrupted.length = 0;
      const giving = new AbortController();
      const running = new Promise<void>((resolve) => {
        entered = resolve;
      });
      const ended = run(world.caller, pipe(slow, hang), null, { signal: giving.signal, cancel });
      ended.catch(() => {});
      await running;
      giving.abort();
      await expect(ended).rejects.toMatchObject({ uri: ERRORS.canceled });
      await world.caller.callUri('wamp.session.count');
      await world.callee.callUri('wamp.session.count');
      expect([cancel, interrupted.length]).toEqual([cancel, cancel === 'skip' ? 0 : 1]);
      leave();
      await world.callee.callUri('wamp.session.count');
      await world.caller.callUri('wamp.session.count');
      // With `kill` the router waits for the callee, which answers after all; in the other modes it drops the answer itself.
      expect([cancel, world.caller.lateAnswers - before]).toEqual([cancel, late]);
    }
    await off();
  });

  test('what was cancelled before it began starts nothing', async () => {
    const leaves = new Leaves();
    const part = leaves.part({ id: 1, does: 'answer', at: 'here' }, world);
    const giving = AbortSignal.abort(new WampError('test.error.why', 'no need'));
    for (const composed of [part, oror(part, part), batch([part]), parallel([part]), within(part, 1000)])
      await expect(run(world.caller, composed, null, { signal: giving })).rejects.toMatchObject({
        uri: 'test.error.why',
      });
    expect(leaves.started).toEqual([]);
  });

  test('a signal of AbortSignal.timeout() is a time-out', async () => {
    const ended = run(world.caller, hang, undefined as never, { signal: AbortSignal.timeout(1) });
    await expect(ended).rejects.toMatchObject({ uri: ERRORS.timeout });
  });
});

test('outputsOf gives the outputs in order, or throws the first error', async () => {
  const two = await run(world.caller, parallel([given(upper, 'a'), () => 2]), null);
  expect(outputsOf(two)).toEqual(['A', 2]);
  const failed = await run(world.caller, batch([() => 1, failing('test.error.x')]), null as never);
  expect(() => outputsOf(failed)).toThrow('test.error.x was thrown');
});

test('a concurrency that is none is refused', () => {
  for (const concurrency of [0, 1.5, Number.NaN, -1])
    expect(() => parallel([], { concurrency })).toThrow(`concurrency must be a whole number from 1 on`);
});
