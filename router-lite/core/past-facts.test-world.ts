import type { RealmConfig } from './realm-config.ts';
import { type Client, EPOCH, Testbed } from './testbed.ts';

export const facts = [{ prefix: 'log.' }];
export const prefix = { match: 'prefix' };

export function world(config: Partial<RealmConfig> = {}) {
  const bed = new Testbed({ facts, ...config });
  return { bed, writer: bed.join(), reader: bed.join() };
}

export interface Told {
  readonly args: readonly [number];
  readonly publication: number;
  readonly details: { readonly _seq: number };
}

export interface Page {
  readonly events: readonly Told[];
  readonly isLimitReached: boolean;
}

export function ask(client: Client, id: number, query: object = {}): void {
  const procedure = 'wamp.subscription.get_events';
  const payload = { args: [id], kwargs: { ...query } };
  client.send({ type: 'CALL', request: client.next(), options: {}, procedure, payload });
}

/** What comes of a question once there is time for it; an error's name where it is refused. */
export function page(client: Client, id: number, query: object = {}): Page | string {
  ask(client, id, query);
  client.bed.replay();
  const [answer] = client.take();
  if (answer?.type === 'ERROR') return answer.error;
  if (answer?.type !== 'RESULT') throw new Error(`got ${JSON.stringify(answer)}`);
  const { args, kwargs } = answer.payload;
  return { events: args as readonly Told[], isLimitReached: kwargs?.is_limit_reached as boolean };
}

export function told(found: Page | string): unknown {
  return typeof found === 'string' ? found : found.events.map(({ args }) => args[0]);
}

/** Six events of log.even and log.odd, a second apart. */
export function six() {
  const { bed, writer, reader } = world();
  for (const tag of [0, 1, 2, 3, 4, 5]) {
    writer.publish(tag % 2 === 0 ? 'log.even' : 'log.odd', {}, [tag]);
    bed.tick(1_000);
  }
  return { bed, writer, reader, all: reader.subscribe('log.', prefix) };
}

export const time = (seconds: number) => new Date(EPOCH + seconds * 1_000).toISOString();
