import { expect, test } from 'vitest';
import { join, newRouter } from '../../peer/client.test-world.ts';
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { Job } from '../../peer/procedures.ts';
import { ended } from './awaited.ts';

const ID = 'jmwqwe9re1oaze2m';

test('who waits for a job asks until somebody is there who knows of jobs', async () => {
  const router = newRouter();
  const link = async () => router.link({ authid: 'test', authrole: 'all' });
  let asked = 0;
  await join(link).register('lehr.job.get', async () => {
    asked++;
    // As of a router whose orchestrator is not there yet, or not any more.
    if (asked <= 2) throw new WampError(ERRORS.unavailable, 'nobody is there');
    throw new WampError(ERRORS.invalidArgument, 'there is no such job');
  });
  const peer = join(link);
  await peer.callRaw('wamp.session.count');
  const waiting = ended(peer, { id: ID, state: 'running' } as Job, () => {});
  await expect(waiting).rejects.toMatchObject({ uri: ERRORS.invalidArgument });
  expect(asked).toBeGreaterThan(2);
}, 60_000);
