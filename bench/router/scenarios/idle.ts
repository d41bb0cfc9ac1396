/**
 * Many sessions that do nothing but answer pings and hear one event. `measure` makes one event to all; `Done.count` is how
 * many sessions were pinged by then.
 */
import { LeanPeer, leanFrame, upgradeRequest } from '../lean.ts';
import { WIRES } from '../wire.ts';
import type { Scenario } from './scenario.ts';
import { HELLO } from './sessions.ts';

const TOPIC = 'bench.idle.news';
/** Connections in the making at once. */
const AT_ONCE = 50;

export const idle: Scenario = async (target, { serializer, receivers }) => {
  const request = upgradeRequest(target, WIRES[serializer]);
  const hello = leanFrame(serializer, HELLO);
  const subscribe = leanFrame(serializer, [32, 1, {}, TOPIC]);
  const peers: LeanPeer[] = [];
  let next = 0;

  async function join(): Promise<void> {
    while (next < receivers) {
      const peer = new LeanPeer(target.port, request, hello, `127.0.0.${2 + (next++ % 100)}`);
      peers.push(peer);
      await new Promise<void>((resolve, reject) => {
        peer.onEnd = (reason) => reject(new Error(`session ${peers.length} of ${receivers}: ${reason}`));
        peer.onMessage = () => {
          peer.send(subscribe);
          peer.onMessage = () => resolve();
        };
      });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, join));

  let heard = 0;
  let over = () => {};
  for (const peer of peers) {
    peer.onEnd = (reason) => {
      throw new Error(`an idle session ended: ${reason}`);
    };
    peer.onMessage = () => {
      if (++heard % receivers === 0) over();
    };
  }
  return {
    async measure(millis) {
      await new Promise((resolve) => setTimeout(resolve, millis));
      const from = performance.now();
      await new Promise<void>((resolve) => {
        over = resolve;
        const options = { exclude_me: false };
        peers[0]!.send(leanFrame(serializer, [16, 2, options, TOPIC, ['x'.repeat(32)]]));
      });
      return {
        count: peers.filter(({ pings }) => pings > 0).length,
        seconds: (performance.now() - from) / 1000,
      };
    },
    close() {
      for (const peer of peers) peer.close();
    },
  };
};
