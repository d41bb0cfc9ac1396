/**
 * Who fails to prove who it is must wait before it is heard again: the longer the more often it failed. Counted per
 * name at an address, so that a neighbour behind the same address logs in undisturbed, and, with a larger allowance,
 * per address, so that trying one password with many names is slowed down as well.
 */
import type { Authenticator, Candidate, Decision, Deny } from '../core/authenticator.ts';
import { WampError } from '../core/errors.ts';

export interface BackOffOptions {
  /** Milliseconds of any clock that does not run backwards. */
  readonly now: () => number;
  /** Failures of a name that cost nothing; default 3. An address has ten times as many. */
  readonly free?: number;
  /** The first wait, doubled with each further failure; default 1,000 ms. */
  readonly firstMillis?: number;
  /** No wait is longer; default 60,000 ms. A name that kept quiet for ten times as long starts anew. */
  readonly longestMillis?: number;
  /** Addresses and names remembered at once; default 10,000. Beyond, the one that failed longest ago is forgotten. */
  readonly remembered?: number;
}

interface Failures {
  readonly count: number;
  readonly last: number;
  readonly until: number;
}

export class BackOff {
  readonly #options: Required<BackOffOptions>;
  readonly #failures = new Map<string, Failures>();

  constructor({
    now,
    free = 3,
    firstMillis = 1_000,
    longestMillis = 60_000,
    remembered = 10_000,
  }: BackOffOptions) {
    this.#options = { now, free, firstMillis, longestMillis, remembered };
  }

  /** How many addresses and names are remembered. */
  get size(): number {
    return this.#failures.size;
  }

  /** The same method, heard only while its candidate need not wait. */
  guard(authenticator: Authenticator): Authenticator {
    const outcome = (candidate: Candidate, decision: Decision): Decision => {
      if (decision.kind === 'accept') this.#succeeded(candidate);
      if (decision.kind === 'deny') this.#failed(candidate);
      if (decision.kind !== 'challenge') return decision;
      const { verify } = decision;
      const judged = (answer: Parameters<typeof verify>[0]) => {
        // Many challenges asked for at once must not be many guesses for the price of one.
        const refusal = this.#refusal(candidate);
        return refusal ?? settled(candidate, () => verify(answer));
      };
      return { ...decision, verify: judged };
    };
    const settled = (candidate: Candidate, step: () => Decision | Promise<Decision>) => {
      const decision = step();
      return decision instanceof Promise
        ? decision.then((made) => outcome(candidate, made))
        : outcome(candidate, decision);
    };
    return {
      ...authenticator,
      begin: (candidate) =>
        this.#refusal(candidate) ?? settled(candidate, () => authenticator.begin(candidate)),
    };
  }

  #refusal(candidate: Candidate): Deny | null {
    const { now } = this.#options;
    const until = Math.max(...keys(candidate).map(({ key }) => this.#failures.get(key)?.until ?? 0));
    const wait = until - now();
    if (wait <= 0) return null;
    const message = `too many failed attempts: try again in ${Math.ceil(wait / 1000)} s`;
    return { kind: 'deny', reason: WampError.authenticationDenied, message };
  }

  #failed(candidate: Candidate): void {
    const { free, firstMillis, longestMillis, remembered } = this.#options;
    const at = this.#options.now();
    for (const { key, allowance } of keys(candidate)) {
      const before = this.#failures.get(key);
      const count = before === undefined || at - before.last > 10 * longestMillis ? 1 : before.count + 1;
      const excess = count - free * allowance;
      const wait = excess <= 0 ? 0 : Math.min(firstMillis * 2 ** (excess - 1), longestMillis);
      // Deleted first: a Map keeps the order in which keys came, so its first is the one that failed longest ago.
      this.#failures.delete(key);
      this.#failures.set(key, { count, last: at, until: at + wait });
    }
    for (const oldest of this.#failures.keys()) {
      if (this.#failures.size <= remembered) break;
      this.#failures.delete(oldest);
    }
  }

  /** The address's own count stays: one valid account must not pay for guesses at others. */
  #succeeded(candidate: Candidate): void {
    this.#failures.delete(keys(candidate)[0]!.key);
  }
}

function keys({ connection, authid }: Candidate): readonly { key: string; allowance: number }[] {
  return [
    { key: `${connection.peer} ${authid?.slice(0, 64) ?? ''}`, allowance: 1 },
    { key: connection.peer, allowance: 10 },
  ];
}
