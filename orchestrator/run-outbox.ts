/** Events of runs on their way to the log, one after the other: those of a job in their order. */
import type { Peer } from '../peer/client.ts';
import { type RunEvent, type RunPicture, runTopic } from '../peer/run.ts';
import { FactWriter } from './fact-writer.ts';
import type { Run } from './run.ts';

export interface RunOutboxOptions {
  readonly peer: Pick<Peer, 'publishRaw'>;
  readonly log: (line: string) => void;
  /** This event of the job need not be kept any more. */
  readonly stored: (job: string, n: number) => void;
  /** The event was told without this picture, which the router will not have: nobody knows the version that the next may change. */
  readonly pictureRefused: (job: string, picture: RunPicture) => void;
}

export class RunOutbox {
  /** Bounded: what is here waits in a job's record too (run.ts). */
  private readonly waiting: RunEvent[] = [];
  /** Of each job, the number of the last event that was taken. */
  private readonly taken = new Map<string, number>();
  private sending: Promise<void> | null = null;
  private readonly writer: FactWriter;
  private readonly pictured: FactWriter;

  constructor(private readonly options: RunOutboxOptions) {
    const { peer, log } = options;
    this.writer = new FactWriter({ peer, log, what: 'what happened to jobs' });
    this.pictured = new FactWriter({ peer, log, what: "what happened to jobs, told with a job's picture," });
  }

  /** Tells what waits of a run. Call it when that is on disk. @param pictures of `best` events, by their number */
  tell({ waiting }: Run, pictures?: ReadonlyMap<number, RunPicture>): void {
    for (const event of waiting) {
      const { job, n } = event;
      if (n <= (this.taken.get(job) ?? 0)) continue;
      this.taken.set(job, n);
      const picture = pictures?.get(n);
      this.waiting.push(event.is === 'best' && picture ? { ...event, picture } : event);
    }
    this.sending ??= this.send().finally(() => {
      this.sending = null;
    });
  }

  /** Resolves when all is stored, or cannot be: then it waits in the records. */
  async close(): Promise<void> {
    await Promise.all([this.writer, this.pictured].map((writer) => writer.close(() => this.sending)));
  }

  private async send(): Promise<void> {
    for (let event = this.waiting[0]; event; event = this.waiting[0]) {
      const { job, n } = event;
      // What is refused will not pass by waiting: it is kept no longer.
      if ((await this.told(event)) === 'gone') return;
      this.waiting.shift();
      if (this.taken.get(job) === n) this.taken.delete(job);
      this.options.stored(job, n);
    }
  }

  /** A picture does not take its event with it: where the router will not have it, as one that is too large, the event goes without. */
  private async told(event: RunEvent): Promise<'stored' | 'refused' | 'gone'> {
    const topic = runTopic(event.job);
    const key = `${event.job} ${event.n}`;
    if (event.is !== 'best' || !event.picture) return this.writer.tell(topic, event, key);
    const end = await this.pictured.tell(topic, event, key);
    if (end !== 'refused') return end;
    this.options.pictureRefused(event.job, event.picture);
    return this.writer.tell(topic, { ...event, picture: null }, key);
  }
}
