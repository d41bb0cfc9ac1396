import type { Clock } from './clock.ts';

/**
 * Runs work at most about once per interval: at once when it was quiet, else when about the interval has passed (Clock.about),
 * and never twice at the same time. A request that comes while work runs is served after it, so the last state always gets
 * out. Work that may fail sees to that itself: it must not reject.
 */
export class Throttle {
  private wanted = false;
  private running = false;
  private closed = false;
  private nextAt = Number.NEGATIVE_INFINITY;
  private cancelTimer: (() => void) | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly interval: () => number,
    private readonly work: () => Promise<void> | void,
  ) {}

  request(): void {
    if (this.closed) return;
    this.wanted = true;
    this.arm();
  }

  /** Drops what is wanted and not begun; resolves nothing: work under way ends by itself. */
  close(): void {
    this.closed = true;
    this.wanted = false;
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  private arm(): void {
    if (!this.wanted || this.running || this.cancelTimer) return;
    const wait = this.nextAt - this.clock.now();
    if (wait <= 0) {
      void this.run();
      return;
    }
    this.cancelTimer = this.clock.about(wait, () => {
      this.cancelTimer = null;
      void this.run();
    });
  }

  private async run(): Promise<void> {
    this.wanted = false;
    this.running = true;
    this.nextAt = this.clock.now() + this.interval();
    try {
      await this.work();
    } finally {
      this.running = false;
      this.arm();
    }
  }
}
