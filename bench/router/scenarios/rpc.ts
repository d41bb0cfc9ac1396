/** Calls that are echoed: caller → server → callee → server → caller. Both ends decode and encode what they handle. */
import { Peer } from '../peer.ts';
import { payload } from '../wire.ts';
import { loop, type Scenario } from './scenario.ts';

export const rpc: Scenario = async (target, load, room) => {
  const { serializer, bytes, content, window } = load;
  const callee = await Peer.connect(target, room, 'callee', serializer);
  const caller = await Peer.connect(target, room, 'caller', serializer);
  const procedure = `bench.${room}.echo`;
  if (target.kind === 'wamp') await callee.ask([64, 1, {}, procedure]);
  const { wire } = caller;
  const args = payload(bytes, content, serializer);
  let request = 0;
  const { ended, measure } = loop(window, () =>
    caller.send(wire.write([48, ++request, {}, procedure, args])),
  );
  // CALL, which the relay passes on, and INVOCATION have their request and their arguments at the same places.
  callee.onFrame = (frame) => {
    const tuple = wire.read(frame);
    callee.send(wire.write([70, tuple[1], {}, tuple[4]]));
  };
  caller.onFrame = (frame) => {
    const tuple = wire.read(frame);
    if (tuple[0] === 8) throw new Error(`a call failed: ${JSON.stringify(tuple)}`);
    ended();
  };
  return {
    measure,
    close() {
      caller.close();
      callee.close();
    },
  };
};
