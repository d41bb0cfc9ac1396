/** Positions and codes of the WAMP tuples that pass autobahn-transport.ts (spec: "Messages"). */
export const CODE = {
  HELLO: 1,
  ABORT: 3,
  ERROR: 8,
  EVENT: 36,
  CALL: 48,
  CANCEL: 49,
  RESULT: 50,
  INVOCATION: 68,
  INTERRUPT: 69,
  YIELD: 70,
} as const;

export type Dict = Readonly<Record<string, unknown>>;

/** A dict of a tuple; what is none counts as empty. */
export function dict(value: unknown): Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Dict) : {};
}

/** A list of a tuple; what is none counts as empty. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
