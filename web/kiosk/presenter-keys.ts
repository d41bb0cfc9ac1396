/** What a presenter's key asks for. Pure. */

export type Wish =
  | { readonly is: 'next' | 'back' | 'hold' | 'numbers' | 'fullScreen' | 'theme' | 'job' | 'chaos' | 'help' }
  | { readonly is: 'place'; readonly place: number };

/** One key each, whatever the case; and what the help calls them (strings.kiosk.keys.list has the same names). */
const KEYS: Readonly<Record<string, Exclude<Wish['is'], 'place'>>> = {
  arrowright: 'next',
  pagedown: 'next',
  ' ': 'next',
  arrowleft: 'back',
  pageup: 'back',
  p: 'hold',
  d: 'numbers',
  f: 'fullScreen',
  t: 'theme',
  n: 'job',
  c: 'chaos',
  h: 'help',
  '?': 'help',
};

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'defaultPrevented'>;

/**
 * @param focused the local name of the element that has the focus: what it takes for itself is left to it
 * @returns null where the key is nobody's, or the browser's own.
 */
export function wishOf(press: Press, focused: string): Wish | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat || press.defaultPrevented) return null;
  if (['input', 'select', 'textarea'].includes(focused)) return null;
  if (press.key === ' ' && ['button', 'a', 'summary'].includes(focused)) return null;
  if (/^[1-5]$/.test(press.key)) return { is: 'place', place: Number(press.key) - 1 };
  const is = KEYS[press.key.toLowerCase()];
  return is ? { is } : null;
}
