/** Tells the public who had which task and how it ended: the lanes of the kiosk. A few events a second, however many tasks. */
import type { Peer } from '../peer/client.ts';
import type { TaskEnd } from '../peer/topics.ts';
import type { Clock } from './clock.ts';
import type { Donors } from './donors.ts';
import type { Outcome, Task } from './task.ts';
import { Throttle } from './throttle.ts';

/** Milliseconds between two events. */
const EVERY = 250;
/** Ends that one event tells of; the rest is a number. */
const MOST = 100;

export interface TaskNewsOptions {
  readonly peer: Pick<Peer, 'publish'>;
  readonly clock: Clock;
  readonly donors: Pick<Donors, 'whoWas'>;
}

/** A task that somebody had, and its end. */
interface Ended {
  readonly job: string;
  readonly task: Pick<Task, 'id' | 'attempt'>;
  /** When it was given out, on the clock. */
  readonly since: number;
  /** Whose it was; null where nobody knows. */
  readonly session: number | null;
  readonly outcome: Outcome['is'];
}

export class TaskNews {
  private ends: TaskEnd[] = [];
  private more = 0;
  private readonly topic: Throttle;

  constructor(private readonly options: TaskNewsOptions) {
    this.topic = new Throttle(
      options.clock,
      () => EVERY,
      () => this.tell(),
    );
  }

  /** A task that nobody had, or that was called back, is no news. */
  ended({ job, task, since, session, outcome }: Ended): void {
    const { clock, donors } = this.options;
    const who = session === null ? null : donors.whoWas(session);
    if (!who || outcome === 'returned') return;
    const to = clock.wall();
    const from = to - (clock.now() - since);
    const end = outcome === 'verified' ? 'done' : outcome;
    const { donor, name } = who;
    if (this.ends.length >= MOST) this.more++;
    else this.ends.push({ job, task: task.id, attempt: task.attempt, donor, name, from, to, end });
    this.topic.request();
  }

  close(): void {
    this.topic.close();
  }

  private tell(): void {
    const { ends, more } = this;
    this.ends = [];
    this.more = 0;
    if (ends.length > 0) this.options.peer.publish('lehr.tasks', { ends, more });
  }
}
