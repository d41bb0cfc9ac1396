/** New sessions: TCP connection, WebSocket upgrade, HELLO to WELCOME (to the relay: one message there and back), then gone. */
import { LeanPeer, leanFrame, upgradeRequest } from '../lean.ts';
import { WIRES } from '../wire.ts';
import { loop, type Scenario } from './scenario.ts';

export const HELLO = [1, 'realm1', { roles: { caller: {}, callee: {}, publisher: {}, subscriber: {} } }];

export const sessions: Scenario = async (target, { serializer, window }) => {
  const request = upgradeRequest(target, WIRES[serializer]);
  const hello = leanFrame(serializer, HELLO);
  let made = 0;
  const { ended, measure } = loop(window, () => {
    const peer = new LeanPeer(target.port, request, hello, `127.0.0.${2 + (made++ % 100)}`);
    peer.onEnd = (reason) => {
      throw new Error(`a connection failed: ${reason}`);
    };
    peer.onMessage = () => {
      peer.close();
      ended();
    };
  });
  return { measure, close: () => {} };
};
