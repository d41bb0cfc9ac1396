/**
 * A router in a SharedWorker: the pages of a site are its peers, with no server at all. In the worker:
 *
 *     const serve = routerOfPorts();
 *     addEventListener('connect', ({ ports: [port] }) => {
 *       // A port does not tell that its page is gone. A lock that the page holds as long as it lives does.
 *       port.onmessage = ({ data: lock }) => serve(port, navigator.locks.request(lock, () => {}));
 *     });
 *
 * In a page:
 *
 *     const { port } = new SharedWorker('worker.js');
 *     const lock = `page-${crypto.randomUUID()}`;
 *     navigator.locks.request(lock, () => {
 *       port.postMessage(lock);
 *       return new Promise(() => {});
 *     });
 *
 * From then on the page posts WAMP tuples on `port` and gets tuples; a string says that it leaves.
 */
import { createBareRouter, messagePortTransport, type Port } from '../browser.ts';
import { OPEN } from './open-realm.ts';

/** `gone` resolves when the page behind the port is gone. */
export function routerOfPorts(): (port: Port, gone: Promise<unknown>) => void {
  const router = createBareRouter(OPEN);
  return (port, gone) => {
    const transport = messagePortTransport(port);
    router.accept(transport);
    gone.then(() => transport.close('lost'));
  };
}
