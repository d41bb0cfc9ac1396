import { afterEach, expect, test } from 'vitest';
import { Connection } from './connection.ts';
import { ERRORS } from './errors.ts';

const connections: Connection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close();
});

/** To a router that cannot be reached. */
function away(): Connection {
  const connection = new Connection(
    {
      link: () => Promise.reject(new Error('the router cannot be reached')),
      realm: 'lehr',
      reconnect: { first: 10, longest: 10 },
      silence: 1000,
    },
    { connecting() {}, joined() {}, closed() {} },
  );
  connections.push(connection);
  return connection;
}

test('who gives up waiting for a session waits no more, and keeps nothing here', async () => {
  const giving = new AbortController();
  const session = away().session(giving.signal);
  giving.abort(new Error('given up'));
  await expect(session).rejects.toThrow('given up');
});

test('who has given up before is not made to wait', async () => {
  await expect(away().session(AbortSignal.abort(new Error('given up')))).rejects.toThrow('given up');
});

test('close() ends every wait for a session', async () => {
  const connection = away();
  const waiting = [connection.session(), connection.session(new AbortController().signal)];
  void connection.close();
  for (const session of waiting) await expect(session).rejects.toMatchObject({ uri: ERRORS.closed });
});
