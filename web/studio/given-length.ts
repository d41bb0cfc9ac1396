import type { ReactiveControllerHost } from 'lit';
import type { Job } from '../../peer/procedures.ts';
import type { PagePeer } from '../../worker/api.ts';
import type { OpenedFiles } from '../../worker/page/files.ts';

/**
 * How long the tour of the shown job's problem is in the order its places came in: what a result is compared with. Found out
 * once a problem, off the page's thread.
 */
export class GivenLength {
  readonly #host: ReactiveControllerHost;
  readonly #files: OpenedFiles;
  #problem = '';
  #length: number | null = null;

  constructor(host: ReactiveControllerHost, files: OpenedFiles) {
    this.#host = host;
    this.#files = files;
  }

  /** null while unknown, and for what is no tour. */
  of(job: Pick<Job, 'problem'> | null): number | null {
    return job && job.problem === this.#problem ? this.#length : null;
  }

  /** Finds it out unless it is known. What fails is tried again with the next call: the page calls at every change of the job. */
  async look({ kind, problem }: Pick<Job, 'kind' | 'problem'>, peer: Pick<PagePeer, 'blob'>): Promise<void> {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#length = null;
    try {
      const length = await this.#files.given(kind, await peer.blob(problem));
      if (problem !== this.#problem) return;
      this.#length = length;
      this.#host.requestUpdate();
    } catch {
      if (problem === this.#problem) this.#problem = '';
    }
  }
}
