/** What a peer serves: one registration a procedure, the last one asked for. */

import type { RegisterOptions, SlotOptions } from './client.ts';
import type { Endpoint } from './session.ts';
import { Standing, type StandingHost } from './standing.ts';
import type { Dict } from './wamp-tuple.ts';

export interface Registration {
  readonly endpoint: Endpoint;
  readonly options: RegisterOptions;
}

export class Registrations {
  readonly #host: StandingHost;
  readonly #registrations = new Map<string, Standing<Registration>>();

  constructor(host: StandingHost) {
    this.#host = host;
  }

  /** To be begun in every session anew. */
  get standings(): readonly Standing<Registration>[] {
    return [...this.#registrations.values()];
  }

  async register(procedure: string, wanted: Registration): Promise<() => Promise<void>> {
    let standing = this.#registrations.get(procedure);
    if (!standing) {
      standing = new Standing<Registration>(this.#host, (session, { endpoint, options }) =>
        session.register(procedure, endpoint, wire(options)),
      );
      this.#registrations.set(procedure, standing);
    }
    const held = standing;
    await held.want(wanted);
    return async () => {
      if (held.wants(wanted)) await held.want(null);
    };
  }
}

/** As REGISTER.Options has it. */
function wire({ invoke, concurrency, slot }: RegisterOptions): Dict {
  return {
    ...(invoke ? { invoke } : {}),
    ...(concurrency ? { concurrency } : {}),
    ...(slot ? { _slot: slotIn(slot) } : {}),
  };
}

function slotIn({ onError, maxAttempts, ...rest }: SlotOptions): Dict {
  return {
    ...rest,
    ...(onError === undefined ? {} : { on_error: onError }),
    ...(maxAttempts === undefined ? {} : { max_attempts: maxAttempts }),
  };
}
