/** Loads the signed-in sessions' code late: whoever hosts them can listen from its first line on. */
type LoadDesks = () => Promise<typeof import('./desks.ts')>;

export class DeskHost {
  readonly #origin: string;
  readonly #load: LoadDesks;
  #desks: Promise<{ accept(port: MessagePort): void }> | null = null;

  /** `origin` serves `/ws` and `/blob/<sha256>`. */
  constructor(origin: string, load: LoadDesks = () => import('./desks.ts')) {
    this.#origin = origin;
    this.#load = load;
  }

  /** Rejects when the code cannot be loaded; the next page tries again. */
  async accept(port: MessagePort): Promise<void> {
    this.#desks ??= this.#load().then(({ Desks }) => new Desks(this.#origin));
    try {
      (await this.#desks).accept(port);
    } catch (error) {
      this.#desks = null;
      throw error;
    }
  }
}
