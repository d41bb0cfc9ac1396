import type { RawEvent } from './client.ts';

/** An event as an untyped subscription hears it: of nobody named, new, and no fact. */
export const rawEvent = (topic: string, ...args: unknown[]): RawEvent => ({
  topic,
  args,
  kwargs: {},
  publisher: null,
  publication: null,
  retained: false,
  seq: null,
  corrects: null,
});
