/** What a donor tells the realm of its load: at most twice a second, and nothing twice to whoever welcomed it. */
import type { Peer } from '../peer/client.ts';
import type { DonorWelcome } from '../peer/procedures.ts';
import type { DonorLoad } from '../peer/topics.ts';

const SPACING_MILLIS = 500;

export class LoadBulletin {
  readonly #peer: Peer;
  readonly #load: () => Omit<DonorLoad, 'donor'>;
  readonly #welcome: () => DonorWelcome | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: { readonly to: DonorWelcome; readonly said: string } | null = null;

  /** @param welcome null: nobody who would listen */
  constructor(peer: Peer, welcome: () => DonorWelcome | null, load: () => Omit<DonorLoad, 'donor'>) {
    this.#peer = peer;
    this.#welcome = welcome;
    this.#load = load;
  }

  /** Within the spacing. */
  soon(): void {
    this.#timer ??= setTimeout(() => this.now(), SPACING_MILLIS);
  }

  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const to = this.#welcome();
    if (!to) return;
    const load = { donor: to.donor, ...this.#load() };
    const said = JSON.stringify(load);
    if (this.#last?.to === to && this.#last.said === said) return;
    this.#last = { to, said };
    this.#peer.publish('lehr.donor.load', load);
  }

  /** Nothing is told by itself any more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
