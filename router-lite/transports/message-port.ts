/**
 * A MessagePort as a transport: a router in a SharedWorker serves its pages, or one thread of Node another. Tuples are
 * posted as they are and copied by the structured clone. A port does not tell that its other end closed, so the last
 * thing posted is the reason, a string; whoever serves pages that may just vanish asks for that by other means (a Web
 * Lock) and calls close().
 */
import { decode } from '../core/decode.ts';
import { encode } from '../core/encode.ts';
import { assertPlain } from './plain.ts';
import type { Transport, TransportInfo, TransportListener } from './transport.ts';

/** The subset of a MessagePort in use, the browser's or node:worker_threads'. */
export interface Port {
  onmessage: ((event: MessageEventLike) => void) | null;
  postMessage(data: unknown): void;
  close(): void;
}

// What a port's event type is called differs between the DOM and Node; `data` is all that counts.
type MessageEventLike = { readonly data: unknown };

/** The router's end: hand it to `createBareRouter(…).accept()`. */
export function messagePortTransport(port: Port): Transport {
  let listener: TransportListener | null = null;
  let isOpen = true;

  function end(reason: string): void {
    if (!isOpen) return;
    isOpen = false;
    port.onmessage = null;
    // In a turn of its own, as everything is told: never from within close().
    queueMicrotask(() => {
      port.close();
      listener?.closed(reason);
    });
  }

  const info: TransportInfo = { kind: 'messageport', peer: 'local', serializer: 'none' };
  return {
    info,
    buffered: 0,
    listen(to) {
      listener = to;
      // Setting it starts the port: what was posted before comes now, in order.
      port.onmessage = ({ data }) => {
        if (typeof data === 'string') end('left');
        else receive(data, to);
      };
    },
    send(message) {
      if (isOpen) port.postMessage(encode(message));
    },
    close(reason) {
      if (!isOpen) return;
      port.postMessage(reason);
      end(reason);
    },
  };
}

function receive(data: unknown, listener: TransportListener): void {
  let message: ReturnType<typeof decode>;
  try {
    if (!Array.isArray(data)) throw new TypeError('a message is posted as a list');
    // Structured clone carries maps, dates and cycles, which no other peer's wire does.
    assertPlain(data);
    message = decode(data);
  } catch (error) {
    listener.violation(error instanceof Error ? error.message : String(error));
    return;
  }
  listener.message(message);
}
