/**
 * The in-process connection: what one end sends the other receives, as the object it is. A real transport, not a
 * shortcut: delivery is asynchronous and in order, nobody is ever called back from within a send, and closing works
 * from both ends. Whoever sends a tuple hands it over: neither end may change it afterwards.
 */
import { decode } from '../core/decode.ts';
import { encode } from '../core/encode.ts';
import type { Message } from '../core/messages.ts';
import { assertPlain } from './plain.ts';
import type { Transport, TransportInfo, TransportListener } from './transport.ts';

/** The peer's end. Structurally `peer/link.ts`'s Link, which this layer must not import. */
export interface LinkedEnd {
  readonly protocol: 'wamp.2.linked';
  /** Messages that arrive while nobody listens wait until somebody does. */
  onMessage: ((tuple: unknown[]) => void) | null;
  onClose: ((reason: string, clean: boolean) => void) | null;
  /** Throws a TypeError for what is no plain data (functions, dates, cycles): no wire could carry it. */
  send(tuple: readonly unknown[]): void;
  close(reason?: string): void;
}

/** Runs steps one after another, each in a microtask's turn, and holds them back while it may not run. */
class Inbox {
  #steps: (() => void)[] = [];
  readonly #ready: () => boolean;
  #scheduled = false;

  constructor(ready: () => boolean) {
    this.#ready = ready;
  }

  add(step: () => void): void {
    this.#steps.push(step);
    this.wake();
  }

  wake(): void {
    if (this.#scheduled || this.#steps.length === 0 || !this.#ready()) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#drain());
  }

  #drain(): void {
    this.#scheduled = false;
    // What the steps add runs in a turn of its own, so that two chatty ends take turns.
    const steps = this.#steps;
    this.#steps = [];
    let done = 0;
    try {
      while (done < steps.length && this.#ready()) steps[done++]!();
    } finally {
      // A step that throws (the fault of its receiver) must not swallow those behind it.
      if (done < steps.length) this.#steps = [...steps.slice(done), ...this.#steps];
      this.wake();
    }
  }
}

export function linkedPair(): { readonly transport: Transport; readonly link: LinkedEnd } {
  let listener: TransportListener | null = null;
  let onMessage: LinkedEnd['onMessage'] = null;
  let onClose: LinkedEnd['onClose'] = null;
  let open = true;
  const toRouter = new Inbox(() => listener !== null);
  const toPeer = new Inbox(() => onMessage !== null || !open);

  function close(told: { router: string; peer: string }): void {
    if (!open) return;
    open = false;
    toRouter.add(() => listener?.closed(told.router));
    toPeer.add(() => onClose?.(told.peer, true));
  }

  const info: TransportInfo = { kind: 'linked', peer: 'local', serializer: 'none' };
  const transport: Transport = {
    info,
    buffered: 0,
    listen(to) {
      listener = to;
      toRouter.wake();
    },
    send(message) {
      if (!open) return;
      const tuple = encode(message);
      toPeer.add(() => onMessage?.(tuple));
    },
    close: (reason) => close({ router: reason, peer: reason }),
  };
  const link: LinkedEnd = {
    protocol: 'wamp.2.linked',
    get onMessage() {
      return onMessage;
    },
    set onMessage(handler) {
      onMessage = handler;
      toPeer.wake();
    },
    get onClose() {
      return onClose;
    },
    set onClose(handler) {
      onClose = handler;
    },
    send(tuple) {
      assertPlain(tuple);
      if (open) toRouter.add(() => deliver(tuple, listener!));
    },
    // Causes become labels of a metric: the router gets the word that a WebSocket's clean close gives.
    close: (reason = 'closed here') => close({ router: 'left', peer: reason }),
  };
  return { transport, link };
}

function deliver(tuple: readonly unknown[], listener: TransportListener): void {
  let message: Message;
  try {
    message = decode([...tuple]);
  } catch (error) {
    listener.violation(error instanceof Error ? error.message : String(error));
    return;
  }
  listener.message(message);
}
