/**
 * How long what comes over a connection may lie until it is read, together with what comes meanwhile: to wake a process costs more
 * than to read ten answers (docs/decisions/orchestrator-load.md). Shared by who makes the calls that may wait, its peer, and a
 * socket that obeys (cli/beat-socket.ts); whatever else comes over that connection waits as long.
 *
 * While somebody awaits an answer that is not `unhurried` nothing lies.
 */
export class Beat {
  #millis = 0;
  #awaited = 0;
  readonly #sockets = new Set<() => void>();

  /** Milliseconds that the next lump may lie. */
  get rest(): number {
    return this.#awaited > 0 ? 0 : this.#millis;
  }

  /** @param millis from now on; 0: all is read as it comes */
  set(millis: number): void {
    this.#millis = millis;
    if (millis === 0) this.#hurry();
  }

  /** Somebody awaits an answer, until met(). */
  await(): void {
    this.#awaited++;
    if (this.#awaited === 1) this.#hurry();
  }

  met(): void {
    this.#awaited--;
  }

  /** Who lets things lie is told when it must not any more; returns its own removal. */
  onHurry(listener: () => void): () => void {
    this.#sockets.add(listener);
    return () => this.#sockets.delete(listener);
  }

  #hurry(): void {
    for (const hurry of this.#sockets) hurry();
  }
}
