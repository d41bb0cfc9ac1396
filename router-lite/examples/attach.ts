/** A router on an HTTP server that you have already: it takes the WebSockets of one path and leaves you the rest. */
import type { Server } from 'node:http';
import { createRouter, type Router } from '../index.ts';
import { OPEN } from './open-realm.ts';

export function attachTo(server: Server): Router {
  const router = createRouter(OPEN);
  router.attach(server, { path: '/ws' });
  return router;
}
