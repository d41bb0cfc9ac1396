import { afterEach, describe, expect, test } from 'vitest';
import { type Answer, type Calling, Calls } from './calls.ts';
import type { CancelMode } from './client.ts';
import { ERRORS, WampError } from './errors.ts';
import { Patience } from './patience.ts';

const patiences: Patience[] = [];
afterEach(() => {
  for (const patience of patiences.splice(0)) patience.end();
});

/** The calls of a session whose far end is the test. */
function open() {
  const sent: unknown[][] = [];
  const calls = new Calls((tuple) => void sent.push(tuple));
  const make = (request: number, calling: Partial<Calling> = {}, mode: CancelMode = 'killnowait') => {
    const giveUp = new AbortController();
    const patience = new Patience({ uri: 'com.example', timeout: 600_000, signal: giveUp.signal });
    patiences.push(patience);
    const answer = calls.make(
      request,
      { uri: 'com.example', args: [], options: {}, ...calling },
      { patience, mode },
    );
    answer.catch(() => {});
    return { answer, giveUp: () => giveUp.abort() };
  };
  return { calls, sent, make };
}

describe('the calls of a session', () => {
  test('a CALL carries what it has to, and asks for progress where somebody hears it', () => {
    const { make, sent } = open();
    const options = { timeout: 5 };
    make(1, { options });
    make(2, { args: [7], options });
    make(3, { kwargs: { k: 1 }, options });
    make(4, { options, progress: () => {} });
    expect(sent).toEqual([
      [48, 1, { timeout: 5 }, 'com.example'],
      [48, 2, { timeout: 5 }, 'com.example', [7]],
      [48, 3, { timeout: 5 }, 'com.example', [], { k: 1 }],
      [48, 4, { timeout: 5, receive_progress: true }, 'com.example'],
    ]);
  });

  test('a caller who changes its arguments after the call does not change what was sent', () => {
    const { make, sent } = open();
    const [args, kwargs] = [[1], { k: 1 }];
    make(1, { args, kwargs });
    args.push(2);
    kwargs.k = 2;
    expect(sent[0]?.slice(4)).toEqual([[1], { k: 1 }]);
  });

  test('a RESULT is the answer, with its details', async () => {
    const { calls, make } = open();
    const { answer } = make(3);
    calls.result([50, 3, { _callee: 77 }, ['a', 'b'], { k: 1 }]);
    const whole: Answer = { args: ['a', 'b'], kwargs: { k: 1 }, details: { _callee: 77 } };
    expect(await answer).toEqual(whole);
  });

  test('a RESULT of the wrong types is an empty answer', async () => {
    const { calls, make } = open();
    const { answer } = make(3);
    calls.result([50, 3, 'no dict', 7, [8]]);
    expect(await answer).toEqual({ args: [], kwargs: {}, details: {} });
  });

  test('an ERROR tells whose it is in its kwargs, by the word of the router alone', async () => {
    const { calls, make } = open();
    const [known, unknown] = [make(3), make(4)];
    calls.error([8, 48, 3, { _callee: 77 }, 'com.example.failed', ['no'], { _callee: 5, k: 1 }]);
    calls.error([8, 48, 4, {}, 'com.example.failed', ['no'], { _callee: 5 }]);
    const error = { uri: 'com.example.failed', message: 'no', args: ['no'] };
    await expect(known.answer).rejects.toMatchObject({ ...error, kwargs: { k: 1, _callee: 77 } });
    await expect(unknown.answer).rejects.toMatchObject({ ...error, kwargs: {} });
  });

  test('an ERROR of the wrong types is one all the same', async () => {
    const { calls, make } = open();
    const { answer } = make(3);
    calls.error([8, 48, 3, null, 7, 'no list', 5]);
    await expect(answer).rejects.toMatchObject({ uri: ERRORS.runtime, args: [], kwargs: {} });
  });

  test.each([
    ['RESULT is dropped and counted', (calls: Calls) => calls.result([50, 3, {}, ['x']]), 1],
    ['progressive RESULT is dropped', (calls: Calls) => calls.result([50, 3, { progress: true }]), 0],
    ['ERROR is dropped and counted', (calls: Calls) => calls.error([8, 48, 3, {}, 'com.failed']), 1],
    [
      'word of the router that it cancelled is dropped, and is no answer',
      (calls: Calls) => calls.error([8, 48, 3, {}, ERRORS.canceled]),
      0,
    ],
  ] as const)('after the cancel a %s', async (_name, receive, late) => {
    const { calls, make, sent } = open();
    const { answer, giveUp } = make(3, {}, 'kill');
    giveUp();
    await expect(answer).rejects.toMatchObject({ uri: ERRORS.canceled });
    expect(sent[1]).toEqual([49, 3, { mode: 'kill' }]);
    receive(calls);
    expect(calls.late).toBe(late);
    expect(sent).toHaveLength(2);
  });

  test('a call that was answered is not cancelled, and a second answer to it is late', async () => {
    const { calls, make, sent } = open();
    const { answer, giveUp } = make(3);
    calls.result([50, 3, {}, ['first']]);
    giveUp();
    calls.result([50, 3, {}, ['second']]);
    expect((await answer).args).toEqual(['first']);
    expect([sent.length, calls.late]).toEqual([1, 1]);
  });

  test('progressive RESULTs go to who asked for them, and to nobody once the answer came or the call was given up', () => {
    const { calls, make } = open();
    const heard: unknown[] = [];
    const progress = (part: Answer) => void heard.push(part.args[0]);
    make(3, { progress });
    make(4);
    const given = make(5, { progress });
    calls.result([50, 3, { progress: true }, [1]]);
    calls.result([50, 4, { progress: true }, ['of the other']]);
    calls.result([50, 3, {}, [2]]);
    calls.result([50, 3, { progress: true }, [3]]);
    given.giveUp();
    calls.result([50, 5, { progress: true }, [4]]);
    expect(heard).toEqual([1]);
  });

  test('when the session is lost every open call is, and nothing is sent for it any more', async () => {
    const { calls, make, sent } = open();
    const [done, one, two] = [make(1), make(2), make(3)];
    calls.result([50, 1, {}, ['in time']]);
    const lost = new WampError(ERRORS.connectionLost, 'cable cut');
    calls.lose(lost);
    one.giveUp();
    expect((await done.answer).args).toEqual(['in time']);
    await expect(one.answer).rejects.toBe(lost);
    await expect(two.answer).rejects.toBe(lost);
    expect(sent).toHaveLength(3);
  });

  test('what cannot be sent is no call: it rejects, and an answer to it is late', async () => {
    const calls = new Calls(() => {
      throw new TypeError('no bytes for a function');
    });
    const patience = new Patience({ uri: 'com.example', timeout: 600_000 });
    patiences.push(patience);
    const calling = { uri: 'com.example', args: [], options: {} };
    await expect(calls.make(1, calling, { patience, mode: 'skip' })).rejects.toMatchObject({
      uri: ERRORS.connectionLost,
      message: 'no bytes for a function',
    });
    calls.result([50, 1, {}]);
    expect(calls.late).toBe(1);
  });
});
