import { decode } from './core/decode.ts';
import { HELLO, Stranger } from './hostile-testbed.ts';

/** A session that takes part in everything, and whatever reaches it must be WAMP. */
export class Witness {
  readonly #peer: Stranger;
  #request = 0;

  private constructor(peer: Stranger) {
    this.#peer = peer;
  }

  static async join(protocol: string): Promise<Witness> {
    const witness = new Witness(await Stranger.open(protocol));
    witness.#peer.send(HELLO);
    await witness.until((tuple) => tuple[0] === 2);
    witness.#peer.send([32, witness.#next(), { match: 'prefix' }, '']);
    await witness.until((tuple) => tuple[0] === 33);
    witness.#peer.send([64, witness.#next(), { match: 'prefix', invoke: 'roundrobin' }, 'a.']);
    await witness.until((tuple) => tuple[0] === 65);
    return witness;
  }

  #next(): number {
    return ++this.#request;
  }

  async until(wanted: (tuple: unknown[]) => boolean): Promise<unknown[][]> {
    const before: unknown[][] = [];
    for (;;) {
      const tuple = await this.#peer.next();
      // Throws for what is no WAMP message.
      decode(tuple);
      if (tuple[0] === 68) this.#peer.send([70, tuple[1], {}]);
      if (wanted(tuple)) return before;
      before.push(tuple);
    }
  }

  /** All it has been sent, up to an event of its own. */
  async heard(): Promise<unknown[][]> {
    const mark = `${this.#peer.protocol} ${this.#next()}`;
    this.#peer.send([16, this.#request, { exclude_me: false }, 'witness.mark', [mark]]);
    return this.until((tuple) => tuple[0] === 36 && (tuple[4] as unknown[] | undefined)?.[0] === mark);
  }
}
