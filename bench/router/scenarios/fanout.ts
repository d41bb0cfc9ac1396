/** Events to many. One is over when every receiver has it; receivers only count, so that the server is what is measured. */
import { Peer } from '../peer.ts';
import { payload } from '../wire.ts';
import { loop, type Scenario } from './scenario.ts';

export const fanout: Scenario = async (target, load, room) => {
  const { serializer, bytes, content, window, receivers } = load;
  const topic = `bench.${room}.news`;
  const publisher = await Peer.connect(target, room, 'publisher', serializer);
  const subscribers: Peer[] = [];
  for (let i = 0; i < receivers; i++) {
    const subscriber = await Peer.connect(target, room, 'subscriber', serializer);
    if (target.kind === 'wamp') await subscriber.ask([32, 1, {}, topic]);
    subscribers.push(subscriber);
  }
  const frame = publisher.wire.write([16, 1, {}, topic, payload(bytes, content, serializer)]);
  const { ended, measure } = loop(window, () => publisher.send(frame));
  let seen = 0;
  for (const subscriber of subscribers) {
    subscriber.onFrame = (received) => {
      if (received.length < bytes) throw new Error(`an event of ${received.length} bytes`);
      if (++seen % receivers === 0) ended();
    };
  }
  return {
    measure,
    close() {
      for (const peer of [publisher, ...subscribers]) peer.close();
    },
  };
};
