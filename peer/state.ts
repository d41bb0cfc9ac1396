/** What travels of the durable state of who leads: between orchestrators that are processes of their own and who keeps it. */

/**
 * A value of the durable state; null: the key is there no more. A value too large for one message comes in several, one after the
 * other: `value` is what stands from byte `from` on (default 0), `rest` bytes follow (default 0), and it is written, whole, with the last.
 */
export interface StateChange {
  readonly key: string;
  readonly value: Uint8Array | null;
  readonly from?: number;
  readonly rest?: number;
}

/**
 * A part of the durable state, in order of the keys. Of a value too large for one message `rest` bytes follow: it is the last of its
 * page. `next`: after which key to go on, null at the end; where `from` is not 0, with this very key, from this byte of it on.
 */
export interface StatePage {
  readonly entries: readonly { readonly key: string; readonly value: Uint8Array; readonly rest?: number }[];
  readonly next: string | null;
  readonly from?: number;
}

/** Where a page of the state begins: after a key (null: at the first), or where `from` is not 0, within it. */
export interface StatePlace {
  readonly after: string | null;
  readonly from?: number;
}
