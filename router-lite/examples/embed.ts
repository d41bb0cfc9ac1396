/** A router within your program: for WebSocket clients, for RawSocket clients, and for your own code. */
import { createRouter, startServer } from '../index.ts';
import { OPEN } from './open-realm.ts';

export async function embed() {
  const router = createRouter(OPEN);
  const server = await startServer({ router, host: '127.0.0.1', port: 0 });
  const raw = await router.listen({ tcp: 0 });
  const own = router.link({ realm: 'realm1', authid: 'house', authrole: 'guest' });
  return { router, server, raw, own };
}
