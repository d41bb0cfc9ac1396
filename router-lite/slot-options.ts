/** The part of a realm's options that bounds its slots. */
import { dictionary, OptionsError, onlyKeys, positive } from './checks.ts';
import type { RealmConfig } from './core/router.ts';
import { SLOT_LIMITS, type SlotLimits } from './core/slot-limits.ts';
import { isUri } from './core/uris.ts';

export interface SlotOptions extends Partial<SlotLimits> {
  /** Their procedures are `<prefix>.slot.…`, their reports go to `<prefix>.error.<procedure>`; default `wamp`. */
  readonly prefix?: string;
}

const KEYS = ['prefix', ...Object.keys(SLOT_LIMITS)];

/** Throws an OptionsError. */
export function checkSlots(slots: unknown, path: string): void {
  const { prefix, ...limits } = onlyKeys(dictionary(slots, path), KEYS, path);
  if (prefix !== undefined && (typeof prefix !== 'string' || !isUri(prefix, 'loose'))) {
    throw new OptionsError(`${path}.prefix`, 'must be a URI such as "wamp" or "com.example"');
  }
  for (const [name, limit] of Object.entries(limits)) {
    if (limit !== undefined) positive(limit, `${path}.${name}`);
  }
}

export function slotsOf({
  prefix,
  ...slotLimits
}: SlotOptions): Pick<RealmConfig, 'slotLimits' | 'slotPrefix'> {
  return { slotLimits, ...(prefix === undefined ? {} : { slotPrefix: prefix }) };
}
