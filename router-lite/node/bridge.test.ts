/** The HTTP bridge: calls and events by signed POST. */
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { bed, call, publish, signed, start } from './bridge.test-world.ts';

describe('POST /call', () => {
  it('calls the procedure as the key’s identity, and answers with its result', async () => {
    await start();
    const callee = await bed.client('wamp.2.msgpack');
    await callee.join();
    callee.send(64, 1, {}, 'com.example.add');
    await callee.next(65);
    const answer = call({ procedure: 'com.example.add', args: [2, 3], kwargs: { exact: true } });
    const [, invocation, , , args, kwargs] = await callee.next(68);
    expect([args, kwargs]).toEqual([[2, 3], { exact: true }]);
    callee.send(70, invocation as number, {}, [5, new Uint8Array([1, 2])], { unit: 'kg' });
    expect(await answer).toEqual({
      status: 200,
      value: { args: [5, '\0AQI='], kwargs: { unit: 'kg' } },
    });
  });

  it('answers a WAMP error with 200 and the error', async () => {
    await start();
    expect(await call({ procedure: 'com.example.nobody' })).toMatchObject({
      status: 200,
      value: { error: 'wamp.error.no_such_procedure', kwargs: {} },
    });
    expect(await call({ procedure: 'com.example.nobody' }, { key: 'mute' })).toMatchObject({
      status: 200,
      value: { error: 'wamp.error.not_authorized' },
    });
    expect(await call({ procedure: 'no uri' })).toMatchObject({ value: { error: 'wamp.error.invalid_uri' } });
  });

  it('gives up after its time, and when its client is gone', async () => {
    await start({ callMillis: 1 });
    const callee = await bed.client();
    await callee.join({ roles: { callee: { features: { call_canceling: true } } } });
    callee.send(64, 1, {}, 'com.example.slow');
    await callee.next(65);
    expect(await call({ procedure: 'com.example.slow' })).toMatchObject({
      value: { error: 'wamp.error.timeout' },
    });
    await bed.close();

    await start();
    const other = await bed.client();
    await other.join({ roles: { callee: { features: { call_canceling: true } } } });
    other.send(64, 1, {}, 'com.example.slow');
    await other.next(65);
    const body = JSON.stringify({ procedure: 'com.example.slow' });
    const path = signed('/call', body);
    const sent = request({ host: '127.0.0.1', port: bed.server.port, path, method: 'POST' });
    sent.on('error', () => {}).end(body);
    const [, invocation] = await other.next(68);
    sent.destroy();
    expect((await other.next(69)).slice(0, 2)).toEqual([69, invocation]);
  });
});

describe('POST /publish', () => {
  it('publishes the event and answers with its publication', async () => {
    await start();
    const [subscriber, other] = [await bed.client(), await bed.client()];
    const [, session] = await subscriber.join();
    await other.join();
    for (const each of [subscriber, other]) {
      each.send(32, 1, {}, 'com.example.news');
      await each.next(33);
    }
    const options = { eligible: [session] };
    const { status, value } = await publish({ topic: 'com.example.news', args: ['hot'], options });
    expect(status).toBe(200);
    const event = await subscriber.next(36);
    expect(event.slice(2)).toEqual([value.id, {}, ['hot'], {}]);
    await publish({ topic: 'com.example.news', kwargs: { n: 1 } });
    expect((await other.next(36))[5]).toEqual({ n: 1 });
  });

  it('needs the right to', async () => {
    await start();
    expect(await publish({ topic: 'a.b' }, { key: 'mute' })).toMatchObject({
      status: 200,
      value: { error: 'wamp.error.not_authorized' },
    });
  });
});
