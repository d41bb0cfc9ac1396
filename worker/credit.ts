/** What the orchestrator credits one donation with: asked now and then, told since its beginning. */
import type { DonorCredit } from '../peer/procedures.ts';
import type { Donor } from './donor.ts';

const CREDIT_MILLIS = 10_000;
/** Without a task for so long, the last answer is booked and the credit asked for once more. */
const IDLE_MILLIS = 1000;

export class Credit {
  readonly #donor: Donor;
  readonly #onChange: () => void;
  /** What the donor had before. */
  #first: DonorCredit | null = null;
  #latest: DonorCredit | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(donor: Donor, onChange: () => void) {
    this.#donor = donor;
    this.#onChange = onChange;
  }

  /** Of all time; null before the first hello. */
  get allTime(): DonorCredit | null {
    return this.#latest ?? this.#donor.welcome?.credit ?? null;
  }

  /** Since the donation began. What is taken back of before, with a lie, makes nothing negative. */
  get since(): { readonly verified: number; readonly improvements: number } | null {
    this.#first ??= this.#donor.welcome?.credit ?? null;
    const now = this.allTime;
    if (!now || !this.#first) return null;
    return {
      verified: Math.max(0, now.moves - this.#first.moves),
      improvements: Math.max(0, now.improvements - this.#first.improvements),
    };
  }

  /** Called once a second. @param busyAt when the donor last worked; both as performance.now() */
  sweep(now: number, busyAt: number): void {
    const lastWord = now - busyAt > IDLE_MILLIS && this.#askedAt <= busyAt;
    if (!lastWord && now - this.#askedAt <= CREDIT_MILLIS) return;
    this.#askedAt = now;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const credit = await this.#donor.credit();
    if (!credit) return;
    this.#latest = credit;
    this.#onChange();
  }
}
