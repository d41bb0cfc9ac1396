import { afterEach, expect, test } from 'vitest';
import { Connection } from './connection.ts';
import { ERRORS } from './errors.ts';
import { Patience } from './patience.ts';

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

const patiences: Patience[] = [];
afterEach(() => {
  for (const patience of patiences.splice(0)) patience.end();
});

function patient(signal?: AbortSignal): Patience {
  const patience = new Patience({ uri: 'some.uri', timeout: 60_000, signal });
  patiences.push(patience);
  return patience;
}

test('who gives up waiting for a session waits no more, and keeps nothing here', async () => {
  const giving = new AbortController();
  const session = away().session(patient(giving.signal));
  giving.abort();
  await expect(session).rejects.toMatchObject({ uri: ERRORS.canceled });
});

test('who has given up before is not made to wait', async () => {
  const session = away().session(patient(AbortSignal.abort()));
  await expect(session).rejects.toMatchObject({ uri: ERRORS.canceled });
});

test('close() ends every wait for a session', async () => {
  const connection = away();
  const waiting = [connection.session(), connection.session(patient())];
  void connection.close();
  for (const session of waiting) await expect(session).rejects.toMatchObject({ uri: ERRORS.closed });
});
