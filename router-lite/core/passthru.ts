/** Payload passthru: the details that tell the receiver how to open an end-to-end encrypted payload travel with it. */
import type { Dict } from './messages.ts';

const KEYS = [
  'ppt_scheme',
  'ppt_serializer',
  'ppt_cipher',
  'ppt_keyid',
  'enc_algo',
  'enc_key',
  'enc_serializer',
] as const;

/** The passthru options of a PUBLISH, CALL, YIELD or ERROR, for the details of what follows from it; undefined if none. */
export function passthru(options: Dict): Record<string, unknown> | undefined {
  let found: Record<string, unknown> | undefined;
  for (const key of KEYS) {
    const value = options[key];
    if (value === undefined || value === null) continue;
    found ??= {};
    found[key] = value;
  }
  return found;
}

/** Payload passthru mode is in use (spec: "ppt_scheme Attribute"): both ends must have announced it. */
export function isSealed(options: Dict): boolean {
  return typeof options.ppt_scheme === 'string' && options.ppt_scheme !== '';
}
