/**
 * A donor's hello to the orchestrator: it is said in every session, and again where the profile changed or another orchestrator
 * leads, until it is answered. Where it is not, the owner is told to try again after a pause that grows.
 */
import type { Peer } from '../peer/client.ts';
import { ERRORS, isWampError } from '../peer/errors.ts';
import type { DonorWelcome } from '../peer/procedures.ts';
import type { DonorProfile } from './donor.ts';

const FIRST_MILLIS = 250;
const LONGEST_MILLIS = 4000;

export interface HelloOptions {
  readonly peer: Peer;
  /** Kernel versions that this donor can run. */
  readonly versions: readonly string[];
  /** Try again. */
  readonly again: () => void;
  /** The donor is closed: nothing is said or tried any more. */
  readonly closing: AbortSignal;
}

export class Hello {
  /** What the orchestrator answered in this session. */
  welcome: DonorWelcome | null = null;
  /** The realm does not believe this donor any more; for good: asking again changes nothing. */
  barred = false;
  /** The realm asks for a kernel version that is not here. */
  outdated = false;
  readonly #options: HelloOptions;
  /** The session and profile of the last hello. */
  #hailed: { readonly session: number; readonly profile: DonorProfile } | null = null;
  /** That the answer is still wanted of. */
  #session: number | null = null;
  #pause = FIRST_MILLIS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: HelloOptions) {
    this.#options = options;
    options.closing.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  /** True when the session's orchestrator knows the profile. */
  async said(session: number, profile: DonorProfile): Promise<boolean> {
    if (this.#hailed?.session === session && this.#hailed.profile === profile) return true;
    if (this.barred) return false;
    const { peer, versions, closing } = this.#options;
    clearTimeout(this.#timer);
    this.#session = session;
    try {
      const input = { ...profile, kernels: versions, quick: true };
      const welcome = await peer.call('lehr.donor.hello', input, { signal: closing });
      if (this.#session !== session) return false;
      this.welcome = welcome;
      this.#hailed = { session, profile };
      this.#pause = FIRST_MILLIS;
      return true;
    } catch (error) {
      if (closing.aborted) return false;
      if (isWampError(error, ERRORS.barred)) {
        this.barred = true;
        return false;
      }
      if (isWampError(error, ERRORS.kernelUnknown)) this.outdated = true;
      this.later(this.#pause);
      this.#pause = Math.min(LONGEST_MILLIS, this.#pause * 2);
      return false;
    }
  }

  /** Tries again after so many milliseconds, by default the longest pause. */
  later(millis = LONGEST_MILLIS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#options.again, millis);
  }

  /** Another orchestrator leads, who knows nothing of it. */
  forget(): void {
    this.#hailed = null;
    this.#pause = FIRST_MILLIS;
  }

  /** The session is over, and what was answered in it. */
  lost(): void {
    this.forget();
    this.#session = null;
    this.welcome = null;
  }
}
