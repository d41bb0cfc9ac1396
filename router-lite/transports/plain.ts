/** As deep as the serializers go: what a linked peer sends must reach peers on any wire. */
const DEEPEST = 200;

/** Throws a TypeError that names the place of the first value no serializer can carry. */
export function assertPlain(value: unknown, where = 'message', depth = 0): void {
  switch (typeof value) {
    case 'function':
    case 'symbol':
      throw new TypeError(`${where} is a ${typeof value}: send plain data only`);
    case 'object':
      break;
    default:
      return;
  }
  if (value === null || value instanceof Uint8Array) return;
  if (depth >= DEEPEST)
    throw new TypeError(`${where} is nested deeper than ${DEEPEST} levels, or contains itself`);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const part: unknown = value[i];
      // The place is worked out only where something deeper can go wrong: this runs for every message.
      if (typeof part === 'object' ? part !== null : typeof part === 'function' || typeof part === 'symbol') {
        assertPlain(part, `${where}[${i}]`, depth + 1);
      }
    }
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`${where} is a ${value.constructor.name}: send plain objects, lists and Uint8Arrays`);
  }
  for (const key in value) {
    const part = (value as Record<string, unknown>)[key];
    if (typeof part === 'object' || typeof part === 'function' || typeof part === 'symbol') {
      assertPlain(part, `${where}.${key}`, depth + 1);
    }
  }
}
