/** The last run that ended with a result, for who shows it again: read from its facts when its job appears among those that ended. */
import type { Job, JobDetails, ProblemView } from '../../peer/procedures.ts';
import type { RunEvent } from '../../peer/run.ts';
import type { PagePeer } from '../../worker/api.ts';
import { RunReplay } from './run-replay.ts';

export interface Run {
  readonly job: JobDetails;
  readonly view: ProblemView;
  readonly replay: RunReplay;
}

export class LastRun {
  #run: Run | null = null;
  /** Of the run that is shown or being read. */
  #id: string | null = null;
  #end = () => {};
  #closed = false;

  /** @param changed there is another run to show */
  constructor(
    private readonly peer: Pick<PagePeer, 'call' | 'blob' | 'follow'>,
    private readonly changed: () => void,
  ) {}

  /** Null while there is none, or it is not read yet. */
  get run(): Run | null {
    return this.#run;
  }

  /** @param jobs newest first */
  look(jobs: readonly Job[]): void {
    const id = jobs.find(({ ended, best }) => ended !== null && best !== null)?.id ?? null;
    if (this.#closed || id === this.#id) return;
    this.#id = id;
    this.#end();
    if (id === null) this.#show(null);
    // Until it is read the one before is shown.
    else void this.#read(id);
  }

  close(): void {
    this.#closed = true;
    this.#end();
  }

  async #read(id: string): Promise<void> {
    let run: Run;
    try {
      const job = await this.peer.call('lehr.job.get', { id });
      const view = JSON.parse(new TextDecoder().decode(await this.peer.blob(job.view))) as ProblemView;
      run = { job, view, replay: new RunReplay(job.best) };
    } catch {
      // The job was forgotten meanwhile, or the server is away: the next look tries again.
      if (this.#id === id) this.#id = null;
      return;
    }
    if (this.#closed || this.#id !== id) return;
    const take = (event: RunEvent) => {
      run.replay.take(event);
      if (event.is !== 'ended' || this.#id !== id) return;
      this.#end();
      if (run.replay.isWhole) this.#show(run);
    };
    this.#end = this.peer.follow(`lehr.run.${id}`, take);
  }

  #show(run: Run | null): void {
    this.#run = run;
    this.changed();
  }
}
