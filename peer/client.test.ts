import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ANSWER, deferred, isJoined, join, LINKS, TASK, until } from './client.test-world.ts';
import type { RawResult } from './client.ts';
import { ERRORS, WampError } from './errors.ts';
import type { AnnealTask } from './procedures.ts';

describe.each(LINKS)('over %s', (_name, open) => {
  test('a call reaches another peer and its answer comes back, integers and bytes exact', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    const seen = deferred<AnnealTask>();
    await callee.register('lehr.compute.anneal', (task) => {
      seen.resolve(task);
      return ANSWER;
    });
    const result = await caller.callWithCallee('lehr.compute.anneal', TASK);
    expect(await seen.promise).toEqual(TASK);
    expect(result.output).toEqual(ANSWER);
    expect(result.callee).toBe((await until(callee, isJoined)).session);
  });

  test('a caller hears of progress, and of whom, before the answer; a callee knows whether it is wanted', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    const wanted: boolean[] = [];
    await callee.register('lehr.compute.anneal', (_task, { progress }) => {
      wanted.push(progress !== null);
      progress?.('soon', 1);
      return ANSWER;
    });
    const heard: unknown[] = [];
    const onProgress = ({ args, details }: RawResult) => heard.push([args, details._callee]);
    const result = await caller.callWithCallee('lehr.compute.anneal', TASK, { onProgress });
    expect(result.output).toEqual(ANSWER);
    expect(heard).toEqual([[['soon', 1], result.callee]]);
    await caller.callWithCallee('lehr.compute.anneal', TASK);
    expect(wanted).toEqual([true, false]);
    expect(heard).toHaveLength(1);
  });

  test('what listeners throw is shown, and costs neither the answer nor the session', async () => {
    const shown = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => shown.mockRestore());
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    const failing = () => {
      throw new Error('a slip');
    };
    // Called as well when it listens first: that is its owner's to hear.
    let called = 0;
    caller.onState(() => (called++ > 0 ? failing() : undefined));
    const { session } = await until(caller, isJoined);
    await callee.register('lehr.compute.anneal', (_task, { progress }) => {
      progress?.('soon');
      return ANSWER;
    });
    const result = await caller.callWithCallee('lehr.compute.anneal', TASK, { onProgress: failing });
    expect(result.output).toEqual(ANSWER);
    expect(caller.state).toMatchObject({ is: 'joined', session });
    expect(shown.mock.calls.map(([words]) => words)).toEqual([
      'a listener of the state failed:',
      'a listener of lehr.compute.anneal failed:',
    ]);
  });

  test('a callee learns who calls', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    const asked = deferred<number | null>();
    await callee.register('lehr.job.list', (_input, { caller: session }) => {
      asked.resolve(session);
      return { jobs: [], current: null };
    });
    await caller.call('lehr.job.list', {});
    expect(await asked.promise).toBe((await until(caller, isJoined)).session);
  });

  test('an error a handler throws arrives with its URI and message; any other becomes a runtime error', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    await callee.register('lehr.job.get', ({ id }) => {
      throw id === 'known' ? new WampError('lehr.error.busy', 'come again') : new Error('oops');
    });
    await expect(caller.call('lehr.job.get', { id: 'known' })).rejects.toMatchObject({
      uri: 'lehr.error.busy',
      message: 'come again',
    });
    await expect(caller.call('lehr.job.get', { id: 'other' })).rejects.toMatchObject({
      uri: ERRORS.runtime,
      message: 'oops',
    });
  });

  test('input that breaks the contract never reaches the handler', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    let entered = 0;
    await callee.register('lehr.job.get', () => {
      entered += 1;
      throw new Error('unreachable');
    });
    await expect(caller.callUri('lehr.job.get', [{ id: 5 }])).rejects.toMatchObject({
      uri: ERRORS.invalidInput,
      message: 'input.id must be a string of at most 64 characters',
    });
    expect(entered).toBe(0);
  });

  test('an answer that breaks the contract rejects the call', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    await callee.register('lehr.compute.anneal', () => ({ ...ANSWER, energy: 1.5 }));
    await expect(caller.call('lehr.compute.anneal', TASK)).rejects.toMatchObject({
      uri: ERRORS.invalidAnswer,
    });
  });

  test('a cancelled call rejects at once, aborts the handler, drops the late answer, and closes nothing', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    const entered = deferred<AbortSignal>();
    const answer = deferred();
    await callee.register('lehr.compute.anneal', async (_task, { signal }) => {
      entered.resolve(signal);
      await answer.promise;
      return ANSWER;
    });
    const sessions = [await until(callee, isJoined), await until(caller, isJoined)];
    const abort = new AbortController();
    const call = caller.call('lehr.compute.anneal', TASK, { signal: abort.signal });
    call.catch(() => {});
    const signal = await entered.promise;
    const interrupted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    abort.abort();
    await expect(call).rejects.toMatchObject({ uri: ERRORS.canceled });
    await interrupted;
    answer.resolve();
    // Both still answer on the sessions they had.
    expect(await caller.call('lehr.compute.anneal', TASK)).toEqual(ANSWER);
    expect([callee.state, caller.state]).toEqual(sessions);
  });

  test('a call that is not answered in time rejects as a timeout', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    await callee.register('lehr.job.list', () => new Promise<never>(() => {}));
    await expect(caller.call('lehr.job.list', {}, { timeout: 20 })).rejects.toMatchObject({
      uri: ERRORS.timeout,
    });
    expect(await caller.callUri('wamp.session.count')).toBe(2);
  });

  test('a call to nobody says so', async () => {
    const caller = join(await open());
    await expect(caller.call('lehr.job.list', {})).rejects.toMatchObject({ uri: ERRORS.noSuchProcedure });
  });

  test('two listeners share a subscription; one that leaves does not silence the other', async () => {
    const link = await open();
    const [reader, writer] = [join(link), join(link)];
    const heard: string[] = [];
    const second = deferred();
    const stopFirst = await reader.subscribe('lehr.jobs', ({ current }) => heard.push(`first ${current}`));
    await reader.subscribe('lehr.jobs', ({ current }) => {
      heard.push(`second ${current}`);
      if (current === 'b') second.resolve();
    });
    await until(writer, isJoined);
    writer.publish('lehr.jobs', { current: 'a' });
    await writer.callUri('wamp.session.count');
    await reader.callUri('wamp.session.count');
    await stopFirst();
    writer.publish('lehr.jobs', { current: 'b' });
    await second.promise;
    expect(heard).toEqual(['first a', 'second a', 'second b']);
  });

  test('a listener that unsubscribes and subscribes again in one breath still hears', async () => {
    const link = await open();
    const [reader, writer] = [join(link), join(link)];
    const heard = deferred<string | null>();
    const stop = await reader.subscribe('lehr.jobs', () => {});
    const stopped = stop();
    await reader.subscribe('lehr.jobs', ({ current }) => heard.resolve(current));
    await stopped;
    await until(writer, isJoined);
    writer.publish('lehr.jobs', { current: 'x' });
    expect(await heard.promise).toBe('x');
  });

  test('an event that breaks the contract is dropped', async () => {
    const link = await open();
    const [reader, writer] = [join(link), join(link)];
    const heard: unknown[] = [];
    const last = deferred();
    await reader.subscribe('lehr.jobs', (event) => {
      heard.push(event);
      last.resolve();
    });
    await until(writer, isJoined);
    writer.publish('lehr.jobs', { current: 5 } as never);
    writer.publish('lehr.jobs', { current: null, extra: 1 } as never);
    await last.promise;
    expect(heard).toEqual([{ current: null }]);
  });

  test('registering anew with another concurrency leaves no gap and loses no running call', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    const entered = deferred();
    const finish = deferred();
    const stop = await callee.register(
      'lehr.compute.anneal',
      async () => {
        entered.resolve();
        await finish.promise;
        return ANSWER;
      },
      { invoke: 'load', concurrency: 1 },
    );
    const running = caller.call('lehr.compute.anneal', TASK);
    await entered.promise;
    const stopped = stop();
    const again = callee.register('lehr.compute.anneal', () => ANSWER, { invoke: 'load', concurrency: 2 });
    await Promise.all([stopped, again]);
    expect(await caller.call('lehr.compute.anneal', TASK)).toEqual(ANSWER);
    finish.resolve();
    expect(await running).toEqual(ANSWER);
  });

  test('a registration the router refuses rejects', async () => {
    const callee = join(await open());
    await expect(
      callee.register('lehr.job.cancel', () => {
        throw new Error('never');
      }),
    ).rejects.toMatchObject({ uri: 'wamp.error.not_authorized' });
  });

  test('after close() calls reject and the state says closed', async () => {
    const peer = join(await open());
    await until(peer, isJoined);
    await peer.close();
    expect(peer.state.is).toBe('closed');
    await expect(peer.callUri('wamp.session.count')).rejects.toMatchObject({ uri: ERRORS.closed });
  });
});
