/** A donor's registration for tasks, whose concurrency changes without a gap: the next is there before the one before is undone. */
import type { InvocationContext, Peer } from '../peer/client.ts';
import type { AnnealAnswer, AnnealTask } from '../peer/procedures.ts';

export interface RegistrationOptions {
  readonly peer: Peer;
  readonly serve: (task: AnnealTask, context: InvocationContext) => Promise<AnnealAnswer>;
  /** False once the session is lost, or the donor closes: what is registered by then is undone. */
  readonly isWanted: () => boolean;
}

export class Registration {
  readonly #options: RegistrationOptions;
  #registered: { readonly concurrency: number; readonly undo: () => Promise<void> } | null = null;

  constructor(options: RegistrationOptions) {
    this.#options = options;
  }

  /** 0: none. False where the router refused. */
  async become(concurrency: number): Promise<boolean> {
    if ((this.#registered?.concurrency ?? 0) === concurrency) return true;
    const undone = this.undo();
    const isThere = concurrency === 0 || (await this.#register(concurrency));
    await undone;
    return isThere;
  }

  async #register(concurrency: number): Promise<boolean> {
    const { peer, serve, isWanted } = this.#options;
    try {
      const undo = await peer.register('lehr.compute.anneal', serve, { invoke: 'load', concurrency });
      this.#registered = { concurrency, undo };
      if (!isWanted()) void this.undo();
      return true;
    } catch {
      return false;
    }
  }

  async undo(): Promise<void> {
    const registered = this.#registered;
    this.#registered = null;
    await registered?.undo().catch(() => {});
  }
}
