/**
 * A router in a SharedWorker: the pages of a site are its peers, with no server at all. In the worker:
 *
 *     const serve = routerOfPorts();
 *     addEventListener('connect', ({ ports: [port] }) => serve(port));
 *
 * A page posts WAMP tuples on `new SharedWorker(…).port` and gets tuples; a string says that it leaves.
 */
import { createBareRouter, messagePortTransport, type Port } from '../browser.ts';
import { OPEN } from './open-realm.ts';

export function routerOfPorts(): (port: Port) => void {
  const router = createBareRouter(OPEN);
  return (port) => router.accept(messagePortTransport(port));
}
