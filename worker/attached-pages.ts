/** The pages of this origin that have the peer, each lending kernels or only watching. */
import type { AttachedPage } from './attached-page.ts';
import { planKernels } from './plan-kernels.ts';

const SWEEP_MILLIS = 1000;

export class AttachedPages {
  readonly #all = new Set<AttachedPage>();
  #sweptAt = performance.now();
  readonly #sweeping: ReturnType<typeof setInterval>;

  /** `swept`: those that fell silent are gone; once a second. */
  constructor(swept: (now: number) => void) {
    this.#sweeping = setInterval(() => {
      const now = performance.now();
      this.#sweep(now);
      swept(now);
    }, SWEEP_MILLIS);
  }

  add(page: AttachedPage): void {
    this.#all.add(page);
  }

  delete(page: AttachedPage): void {
    this.#all.delete(page);
  }

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  /** Those whose doors were used; others have just connected. */
  get attached(): readonly AttachedPage[] {
    return [...this.#all].filter((page) => page.attached);
  }

  /** Cores at work in all of them, over the last few seconds. */
  get load(): number {
    let load = 0;
    for (const page of this.#all) load += page.load;
    return load;
  }

  /** Some page was told to hold a kernel. */
  get holdKernels(): boolean {
    return [...this.#all].some((page) => page.told > 0);
  }

  /** Tells each how many kernels to hold, of so many in all. */
  share(total: number): void {
    const pages = this.attached;
    const plan = planKernels(
      pages.map(({ id, since, told, info: { visible, lends } }) => ({
        ...{ id, since, visible, lends },
        kernels: told,
      })),
      total,
    );
    for (const page of pages) page.tell(plan.get(page.id) ?? 0);
  }

  #sweep(now: number): void {
    const slept = now - this.#sweptAt > 5 * SWEEP_MILLIS;
    this.#sweptAt = now;
    for (const page of [...this.#all]) {
      if (slept) page.forgive(now);
      else page.sweep(now);
    }
  }

  close(): void {
    clearInterval(this.#sweeping);
  }
}
