import type { TopicPattern } from '../../peer/client.ts';
import type { Desk } from '../../worker/desk-api.ts';
import {
  REGISTRATIONS,
  type RegistrationRow,
  SESSIONS,
  type SessionRow,
  SUBSCRIPTIONS,
  type SubscriptionRow,
} from './model/kinds.ts';
import { MetaTable } from './model/meta-table.ts';

/** A router's three lists, kept live over its meta API by one signed-in session. */
export class RouterLists {
  readonly sessions: MetaTable<SessionRow>;
  readonly registrations: MetaTable<RegistrationRow>;
  readonly subscriptions: MetaTable<SubscriptionRow>;
  readonly #desk: Desk;

  /** @param changed after every change of any of them: perhaps thousands of times a second */
  constructor(desk: Desk, changed: () => void) {
    this.#desk = desk;
    this.sessions = new MetaTable(desk, SESSIONS, changed);
    this.registrations = new MetaTable(desk, REGISTRATIONS, changed);
    this.subscriptions = new MetaTable(desk, SUBSCRIPTIONS, changed);
  }

  /** Lists all anew, as in a session that came back. */
  sync(): void {
    for (const table of this.#all) void table.sync();
  }

  close(): void {
    for (const table of this.#all) table.close();
  }

  /** Names to offer to who calls by hand. */
  procedures(): string[] {
    const rows = this.registrations.rows();
    return rows.filter(({ match }) => match === 'exact').map(({ uri }) => uri);
  }

  /** What this page itself began to listen to, or ceased to: no event tells it of that. */
  async lookUp({ uri, match }: TopicPattern): Promise<void> {
    try {
      const { args } = await this.#desk.callRaw('wamp.subscription.lookup', [uri, { match }]);
      const [id] = args;
      if (typeof id === 'number') this.subscriptions.look(id);
      else void this.subscriptions.sync();
    } catch {
      // The list says by itself when the router does not tell.
    }
  }

  get #all() {
    return [this.sessions, this.registrations, this.subscriptions] as const;
  }
}
