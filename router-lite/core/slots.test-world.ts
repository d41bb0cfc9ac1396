/** For tests of slots: a member of one, and somebody who publishes. */
import type { InvocationMessage } from './messages.ts';
import type { RealmConfig } from './realm-config.ts';
import type { SlotCounts } from './slot-counts.ts';
import { type Client, Testbed } from './testbed.ts';

export const TOPIC = 'app.order.placed';
export const SLOT = 'app.on_order';

interface Scene {
  readonly bed: Testbed;
  readonly publisher: Client;
  readonly member: Client;
}

/** The member serves a slot of TOPIC. */
export function scene(slot: object = {}, options: object = {}, config: Partial<RealmConfig> = {}): Scene {
  const bed = new Testbed(config);
  const member = bed.join();
  member.register(SLOT, { _slot: { topic: TOPIC, ...slot }, ...options });
  return { bed, publisher: bed.join(), member };
}

export function only(client: Client): InvocationMessage {
  return client.takeOne('INVOCATION');
}

export function counts({ bed }: Scene): SlotCounts {
  return bed.core.realm('test')!.slots.delivery.counts;
}
