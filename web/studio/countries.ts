import type { ReactiveControllerHost } from 'lit';
import type { WorldCountry } from '../../peer/procedures.ts';
import type { Desk } from '../../worker/desk-api.ts';

/** The countries of which the server has cities: asked for once a session. */
export class Countries {
  readonly #host: ReactiveControllerHost;
  #asked: Desk | null = null;
  #all: readonly WorldCountry[] = [];

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** Empty while unknown. */
  get all(): readonly WorldCountry[] {
    return this.#all;
  }

  async look(desk: Desk): Promise<void> {
    if (desk === this.#asked) return;
    this.#asked = desk;
    // Whoever cannot have them has files and text all the same.
    const answer = await desk.call('lehr.problem.countries', {}).catch(() => null);
    if (!answer) return;
    this.#all = answer.countries;
    this.#host.requestUpdate();
  }
}
