/** Topics for pages: each live until the function that it returns is called. */
import type { Peer } from '../peer/client.ts';
import { ERRORS, isWampError } from '../peer/errors.ts';
import type { Topic, Topics } from '../peer/topics.ts';

type Listener<T extends Topic> = (event: Topics[T]) => void;

export function subscribe<T extends Topic>(peer: Peer, topic: T, listener: Listener<T>): () => void {
  return untilEnded(topic, peer.subscribe(topic, listener));
}

/** As subscribe(), of facts, from the oldest on. */
export function follow<T extends Topic>(peer: Peer, topic: T, listener: Listener<T>): () => void {
  const following = peer.follow(topic, listener);
  return untilEnded(
    topic,
    following.then((each) => () => each.close()),
  );
}

/** A refusal is final; pages learn of it by silence. */
function untilEnded(topic: string, begun: Promise<() => Promise<void>>): () => void {
  begun.catch((error: unknown) => {
    if (!isWampError(error, ERRORS.closed)) console.error(`subscribing to ${topic} failed:`, error);
  });
  return () => void begun.then((end) => end()).catch(() => {});
}
