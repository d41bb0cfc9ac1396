/** A simulated donor: its kernel, the tasks it was sent, and how long it stood still. Milliseconds of virtual time. */
import type { Task } from '../../orchestrator/task.ts';
import { Lead } from '../../worker/lead.ts';

export interface DonorTraits {
  readonly session: number;
  /** 1: this machine. */
  readonly speed: number;
  readonly liar: boolean;
  readonly joined: number;
}

export class Donor {
  readonly session: number;
  readonly speed: number;
  readonly liar: boolean;
  readonly lead = new Lead();
  /** The tasks it has, each with when it was sent. */
  readonly tasks = new Map<Task, number>();
  gone = false;
  /** When its kernel is through with all it was sent. */
  freeSince: number;
  private isReady = false;
  private idle = 0;
  private readonly joined: number;

  constructor({ session, speed, liar, joined }: DonorTraits) {
    this.session = session;
    this.speed = speed;
    this.liar = liar;
    this.joined = joined;
    this.freeSince = joined;
  }

  /**
   * A task arrives that takes the kernel so long; before its first one it gets ready. Returns when it begins and ends, and by
   * how much it came before the kernel was free.
   */
  works(arrival: number, { takes, prepare }: { readonly takes: number; readonly prepare: number }) {
    const lead = Math.round(this.freeSince - arrival);
    this.lead.came(arrival);
    this.idle += Math.max(0, arrival - this.freeSince);
    const start = Math.max(arrival, this.freeSince);
    this.freeSince = start + (this.isReady ? 0 : prepare / this.speed) + takes;
    this.isReady = true;
    return { lead, start, done: this.freeSince };
  }

  /** Until now: since its last task it was idle, if it has none. */
  sumUp(now: number): { readonly presence: number; readonly idle: number } {
    const waits = this.tasks.size === 0 ? Math.max(0, now - this.freeSince) : 0;
    return { presence: now - this.joined, idle: this.idle + waits };
  }
}
