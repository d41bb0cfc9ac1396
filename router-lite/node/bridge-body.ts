/** What the body of a request to the HTTP bridge asks for. */
import { onlyKeys } from '../checks.ts';
import { isDict } from '../core/options.ts';
import type { Payload } from '../link-session.ts';
import { jsonFormat } from '../serializers/json.ts';

/** Of a publication, the options it may have: lists of who shall get it, and who shall not. */
const OPTIONS = [
  'exclude',
  'eligible',
  'exclude_authid',
  'exclude_authrole',
  'eligible_authid',
  'eligible_authrole',
];

/** What is wrong with a body, in words. */
interface Problem {
  readonly problem: string;
}

/** The call that the body of a request describes. */
export function callOf(body: Uint8Array): (Payload & { procedure: string }) | Problem {
  const asked = objectOf(body, ['procedure', 'args', 'kwargs']);
  if ('problem' in asked) return asked;
  const { procedure } = asked.members;
  if (typeof procedure !== 'string') return { problem: 'procedure must be a URI' };
  return { procedure, ...asked.payload };
}

/** The publication. */
export function publicationOf(
  body: Uint8Array,
): (Payload & { topic: string; options: Record<string, unknown> }) | Problem {
  const asked = objectOf(body, ['topic', 'args', 'kwargs', 'options']);
  if ('problem' in asked) return asked;
  const { topic, options = {} } = asked.members;
  if (typeof topic !== 'string') return { problem: 'topic must be a URI' };
  if (!isDict(options)) return { problem: 'options must be an object' };
  for (const [name, list] of Object.entries(options)) {
    // Whatever else is wrong with an option is a violation of the protocol, and would end the key's session.
    const ids = !name.endsWith('_authid') && !name.endsWith('_authrole');
    const fit = (item: unknown) =>
      ids ? Number.isSafeInteger(item) && (item as number) > 0 : typeof item === 'string';
    if (!OPTIONS.includes(name))
      return { problem: `options.${name} is unknown; there are ${OPTIONS.join(', ')}` };
    if (!Array.isArray(list) || !list.every(fit)) {
      return { problem: `options.${name} must be a list of ${ids ? 'session ids' : 'strings'}` };
    }
  }
  return { topic, options, ...asked.payload };
}

type Asked = { readonly members: Record<string, unknown>; readonly payload: Payload };

function objectOf(body: Uint8Array, names: readonly string[]): Asked | Problem {
  let value: unknown;
  try {
    value = jsonFormat.parse(body);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  if (!isDict(value)) return { problem: 'the body must be a JSON object' };
  try {
    onlyKeys(value, names, 'body');
  } catch (error) {
    return { problem: (error as Error).message };
  }
  const { args, kwargs } = value;
  if (args !== undefined && args !== null && !Array.isArray(args)) return { problem: 'args must be a list' };
  if (kwargs !== undefined && kwargs !== null && !isDict(kwargs))
    return { problem: 'kwargs must be an object' };
  return { members: value, payload: { args: (args as unknown[] | null) ?? [], kwargs: kwargs ?? {} } };
}
