/** What became of events, since the start. */
export interface SlotCounts {
  /** Taken from topics. */
  taken: number;
  /** Acknowledged by a member. */
  delivered: number;
  /** Given up by the policies `ignore` and `publish`. */
  failed: number;
  /** Deliveries after an event's first. */
  retried: number;
  /** Dead letters made. */
  dead: number;
  /** Lost at a bound, dead letters too, or because no member came back. */
  dropped: number;
  /** Publications refused because a slot was full. */
  refused: number;
}

export function noSlotCounts(): SlotCounts {
  return { taken: 0, delivered: 0, failed: 0, retried: 0, dead: 0, dropped: 0, refused: 0 };
}
