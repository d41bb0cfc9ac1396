/** Which slots take the events of a topic: those of the topic, and of patterns that match it. */
import type { Uri } from './messages.ts';
import { PatternTable } from './pattern-table.ts';
import type { Slot } from './slot.ts';
import type { Pattern } from './uris.ts';

/** All slots of one topic, or of one pattern of topics. */
interface Line {
  readonly pattern: Pattern;
  readonly slots: Set<Slot>;
}

const NONE: readonly Slot[] = [];

export class SlotLines {
  readonly #lines = new PatternTable<Line>();

  add(slot: Slot): void {
    const pattern = slot.spec.topic;
    const line: Line = this.#lines.get(pattern) ?? { pattern, slots: new Set() };
    if (line.slots.size === 0) this.#lines.add(line);
    line.slots.add(slot);
  }

  /** Before its topic changes. */
  delete(slot: Slot): void {
    const line = this.#lines.get(slot.spec.topic);
    line?.slots.delete(slot);
    if (line?.slots.size === 0) this.#lines.delete(line);
  }

  taking(topic: Uri): readonly Slot[] {
    let taking: Slot[] | undefined;
    for (const { slots } of this.#lines.matching(topic)) {
      for (const slot of slots) {
        if (slot.isClosed) continue;
        if (taking === undefined) taking = [slot];
        else taking.push(slot);
      }
    }
    return taking ?? NONE;
  }
}
