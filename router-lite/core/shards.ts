/**
 * Sticky calls (spec: "Sharded Registration", `runmode: "partition"`): calls with the same `rkey` go to the same endpoint while
 * it lives. Keys fall into shards; a shard belongs to the endpoint that had the fewest when its first call came, and to no other
 * until that one leaves. So memory is bounded however many keys there are, and an endpoint that joins moves no key: it gets
 * shards nobody had yet, and those of endpoints that leave.
 */

/** Many more than endpoints, so that loads even out; few enough to cost nothing. */
const SHARDS = 1_024;

export interface Holder {
  /** Shards it holds; kept by Shards alone. */
  shards: number;
}

export class Shards<T extends Holder> {
  readonly #holders = new Map<number, T>();

  /** The key's endpoint; `endpoints`, who could be it, must not be empty. */
  holderOf(key: string, endpoints: readonly T[]): T {
    const shard = hash(key) % SHARDS;
    const holder = this.#holders.get(shard) ?? endpoints.reduce((a, b) => (b.shards < a.shards ? b : a));
    if (!this.#holders.has(shard)) {
      this.#holders.set(shard, holder);
      holder.shards += 1;
    }
    return holder;
  }

  /** The endpoint is gone: its shards are free. */
  release(holder: T): void {
    if (holder.shards === 0) return;
    for (const [shard, each] of this.#holders) if (each === holder) this.#holders.delete(shard);
    holder.shards = 0;
  }
}

/** FNV-1a, 32 bits, over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  // The low bits of FNV are the weakest: fold the high ones in.
  return (value ^ (value >>> 15)) >>> 0;
}
