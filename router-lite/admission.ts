import type { Limits } from './options.ts';

export interface AdmissionRefusal {
  readonly limit: 'sessions' | 'sessionsPerAddress';
  /** In words for its user. */
  readonly text: string;
}

/** Counts connections by address and says who is one too many. */
export class Admission {
  readonly #limits: Limits;
  readonly #byAddress = new Map<string, number>();
  #total = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Why a connection from this address cannot be taken now; null when it can. */
  refusal(address: string): AdmissionRefusal | null {
    const { sessions, sessionsPerAddress } = this.#limits;
    if (this.#total >= sessions) {
      return { limit: 'sessions', text: `the router has its limit of ${sessions} sessions` };
    }
    if ((this.#byAddress.get(address) ?? 0) < sessionsPerAddress) return null;
    const text = `this address has its limit of ${sessionsPerAddress} sessions`;
    return { limit: 'sessionsPerAddress', text };
  }

  enter(address: string): void {
    this.#total++;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
  }

  leave(address: string): void {
    this.#total--;
    const left = this.#byAddress.get(address)! - 1;
    if (left === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, left);
  }
}
