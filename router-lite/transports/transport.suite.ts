/**
 * The contract of a transport, from both ends. Each transport has its test file run it.
 * `peer` is the other end, which speaks tuples.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Event, Message } from '../core/messages.ts';
import type { Transport, TransportListener } from './transport.ts';

export interface OtherEnd {
  send(tuple: unknown[]): void;
  close(): void;
  /** The next tuple, or `closed` when the connection ended. */
  next(): Promise<unknown[] | 'closed'>;
}

export interface Wired {
  readonly transport: Transport;
  readonly peer: OtherEnd;
  /** Frees servers and sockets. */
  dispose(): Promise<void>;
}

type Heard = { message: Message } | { violation: string } | { closed: string };

/** A queue one can wait on: how tests listen without sleeping. */
export function mailbox<T>(): { put(item: T): void; take(): Promise<T> } {
  const items: T[] = [];
  const takers: ((item: T) => void)[] = [];
  return {
    put(item) {
      const taker = takers.shift();
      if (taker) taker(item);
      else items.push(item);
    },
    take: () =>
      items.length > 0 ? Promise.resolve(items.shift()!) : new Promise((take) => takers.push(take)),
  };
}

export function record(transport: Transport): { next(): Promise<Heard> } {
  const heard = mailbox<Heard>();
  transport.listen({
    message: (message) => heard.put({ message }),
    violation: (violation) => heard.put({ violation }),
    closed: (closed) => heard.put({ closed }),
  });
  return { next: heard.take };
}

const event = (i: number): Event => ({
  type: 'EVENT',
  subscription: 1,
  publication: i + 1,
  details: {},
  payload: { args: [i] },
});
const call = (i: number) => [48, i + 1, {}, 'a.b', [i]];

export function transportSuite(name: string, wire: () => Promise<Wired>): void {
  describe(`${name}: what every transport does`, () => {
    let wired: Wired;
    beforeEach(async () => {
      wired = await wire();
    });
    afterEach(() => wired.dispose());

    it('carries messages in order, in both directions', async () => {
      const heard = record(wired.transport);
      for (let i = 0; i < 100; i++) {
        wired.peer.send(call(i));
        wired.transport.send(event(i));
      }
      for (let i = 0; i < 100; i++) {
        expect(await heard.next()).toMatchObject({ message: { type: 'CALL', request: i + 1 } });
        expect(await wired.peer.next()).toEqual([36, 1, i + 1, {}, [i]]);
      }
    });

    it('keeps what came before somebody listened, and delivers nothing from within listen()', async () => {
      wired.peer.send(call(0));
      wired.peer.send(call(1));
      let listening = false;
      const arrived = mailbox<[Message, boolean]>();
      const listener: TransportListener = {
        message: (message) => arrived.put([message, listening]),
        violation: () => {},
        closed: () => {},
      };
      wired.transport.listen(listener);
      listening = true;
      expect(await arrived.take()).toMatchObject([{ request: 1 }, true]);
      expect(await arrived.take()).toMatchObject([{ request: 2 }, true]);
    });

    it('carries bytes as bytes', async () => {
      const heard = record(wired.transport);
      wired.peer.send([48, 1, {}, 'a.b', [new Uint8Array([0, 1, 255])]]);
      expect(await heard.next()).toMatchObject({
        message: { payload: { args: [new Uint8Array([0, 1, 255])] } },
      });
      wired.transport.send({ ...event(0), payload: { args: [new Uint8Array([9, 0])] } });
      expect(await wired.peer.next()).toEqual([36, 1, 1, {}, [new Uint8Array([9, 0])]]);
    });

    it('tells of what is no message, and goes on listening: closing is the router’s decision', async () => {
      const heard = record(wired.transport);
      wired.peer.send([48, 'not an id', {}, 'a.b']);
      wired.peer.send(call(0));
      expect(await heard.next()).toMatchObject({ violation: expect.stringContaining('CALL') });
      expect(await heard.next()).toMatchObject({ message: { type: 'CALL' } });
    });

    it('sends what was accepted before it closes, and tells both ends once', async () => {
      const heard = record(wired.transport);
      for (let i = 0; i < 50; i++) wired.transport.send(event(i));
      wired.transport.close('done');
      wired.transport.close('again');
      for (let i = 0; i < 50; i++) expect(await wired.peer.next()).toEqual([36, 1, i + 1, {}, [i]]);
      expect(await wired.peer.next()).toBe('closed');
      expect(await heard.next()).toEqual({ closed: 'done' });
    });

    it('is told when the other end closes, and drops what is sent then', async () => {
      const heard = record(wired.transport);
      wired.peer.send(call(0));
      wired.peer.close();
      expect(await heard.next()).toMatchObject({ message: { type: 'CALL' } });
      expect(await heard.next()).toMatchObject({ closed: expect.any(String) });
      wired.transport.send(event(0));
      wired.transport.close('too late');
      expect(await wired.peer.next()).toBe('closed');
    });

    it('never calls back from within send() or close()', async () => {
      let inside = false;
      let reentered = false;
      const heard = mailbox<string>();
      wired.transport.listen({
        message: () => {
          reentered ||= inside;
        },
        violation: () => {},
        closed: (reason) => {
          reentered ||= inside;
          heard.put(reason);
        },
      });
      wired.peer.send(call(0));
      inside = true;
      wired.transport.send(event(0));
      wired.transport.close('done');
      inside = false;
      expect(await heard.take()).toBe('done');
      expect(reentered).toBe(false);
    });

    it('where it can be paused hears nothing until it goes on, and then all of it; and may be closed meanwhile', async () => {
      const { transport, peer } = wired;
      if (transport.pause === undefined) {
        expect(transport.resume).toBe(undefined);
        return;
      }
      const heard: (number | string)[] = [];
      const news = mailbox<void>();
      transport.listen({
        message: (message) => {
          heard.push('request' in message ? message.request : 0);
          news.put();
        },
        violation: () => {},
        closed: (reason) => {
          heard.push(reason);
          news.put();
        },
      });
      peer.send(call(0));
      await news.take();
      transport.pause();
      for (let i = 1; i < 4; i++) peer.send(call(i));
      // What is written meanwhile goes out all the same; it takes longer than what waits would have needed to come in.
      for (let i = 0; i < 30; i++) {
        transport.send(event(i));
        expect((await peer.next())[2]).toBe(i + 1);
      }
      expect(heard).toEqual([1]);
      transport.resume!();
      for (let i = 1; i < 4; i++) await news.take();
      expect(heard).toEqual([1, 2, 3, 4]);
      transport.pause();
      transport.close('done');
      expect(await peer.next()).toBe('closed');
      await news.take();
      expect(heard).toEqual([1, 2, 3, 4, 'done']);
    });

    it('says what it is', () => {
      expect(wired.transport.info.kind).toMatch(/^[a-z]+$/);
      expect(wired.transport.info.peer).not.toBe('');
      expect(wired.transport.buffered).toBe(0);
    });
  });
}
