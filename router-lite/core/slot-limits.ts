/** How much the slots of a realm may keep. */
import { MIB } from './weight.ts';

export interface SlotLimits {
  /** Slots of a realm. */
  readonly slots: number;
  /** Events of one slot that are not done with. */
  readonly events: number;
  /** What they may weigh. */
  readonly bytes: number;
  /** The same of a durable slot, on disk. */
  readonly durableEvents: number;
  readonly durableBytes: number;
  /** Dead letters of one slot, and what they may weigh. */
  readonly deadLetters: number;
  readonly deadBytes: number;
}

export const SLOT_LIMITS: SlotLimits = {
  slots: 1_000,
  events: 10_000,
  bytes: 64 * MIB,
  durableEvents: 1_000_000,
  durableBytes: 1024 * MIB,
  deadLetters: 1_000,
  deadBytes: 16 * MIB,
};
