/** Moves per second over the last few seconds: tasks arrive in lumps of about a second, so a window smooths them. */
const WINDOW = 5_000;
/** What comes so soon after another counts as come with it: of a thousand donors thousands come within the window. */
const TOGETHER = 20;

export class Rate {
  private readonly lumps: { readonly at: number; moves: number }[] = [];
  private sum = 0;
  private first: number | null = null;

  add(now: number, moves: number): void {
    this.first ??= now;
    const last = this.lumps.at(-1);
    if (last !== undefined && now - last.at < TOGETHER) last.moves += moves;
    else this.lumps.push({ at: now, moves });
    this.sum += moves;
    this.forget(now);
  }

  /** Moves per second; 0 when nothing came within the window. */
  perSecond(now: number): number {
    this.forget(now);
    if (this.first === null || this.lumps.length === 0) return 0;
    // The very first lump was being worked on before it came: never divide by less than a second.
    const span = Math.min(WINDOW, Math.max(1_000, now - this.first));
    return Math.round((this.sum * 1_000) / span);
  }

  private forget(now: number): void {
    while (this.lumps.length > 0 && this.lumps[0]!.at <= now - WINDOW) this.sum -= this.lumps.shift()!.moves;
  }
}
