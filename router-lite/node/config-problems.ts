/** What a JSON Schema validator finds, in words for whoever wrote the file: the path, what is wrong, what to write. */
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';

/** All that is wrong with a value, misspelt names first: they often explain what is missing. Empty where it is right. */
export function problemsOf(value: unknown, schema: Schema): string[] {
  const { errors } = new Validator(schema, '2020-12', false).validate(value);
  const misspelt: string[] = [];
  const others: string[] = [];
  for (const [i, error] of errors.entries()) {
    const at = schemaAt(schema, error.keywordLocation);
    if (error.keyword === 'additionalProperties' && at.additionalProperties === false) {
      misspelt.push(unknown(errors[i + 1]!.instanceLocation, at));
    } else {
      const problem = problemOf(error, at);
      if (problem !== null) others.push(`${pathOf(error.instanceLocation)} ${problem}`);
    }
  }
  return [...new Set([...misspelt, ...others])];
}

/** Null for what only says that something deeper is wrong. */
function problemOf({ keyword, error }: OutputUnit, at: Schema): string | null {
  const meant = at.description === undefined ? '' : `: ${at.description}`;
  switch (keyword) {
    case 'type':
      return `must be ${[at.type].flat().map(typeName).join(' or ')}${meant}`;
    case 'required':
      return `lacks ${/"(.*)"/.exec(error)?.[1] ?? 'a member'}: add it`;
    case 'enum':
      return `must be one of ${at.enum!.join(', ')}`;
    case 'pattern':
      return `must be ${at.description ?? `as ${at.pattern} has it`}`;
    case 'minimum':
      return `must be ${at.minimum} or more`;
    case 'maximum':
      return `must be ${at.maximum} or less`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return `must not be empty${meant}`;
    case 'maxProperties':
      return `must have ${at.maxProperties} member${at.maxProperties === 1 ? '' : 's'} at most${meant}`;
    default:
      return null;
  }
}

function unknown(location: string, { properties = {} }: Schema): string {
  const path = pathOf(location);
  const names = Object.keys(properties);
  const name = unescaped(location.slice(location.lastIndexOf('/') + 1));
  const nearest = names.find((each) => distance(each.toLowerCase(), name.toLowerCase()) <= 2);
  return nearest === undefined
    ? `${path} is unknown; there are ${names.join(', ')}`
    : `${path} is unknown; did you mean ${nearest}?`;
}

type Described = Schema & { readonly description?: string };

/** The schema a keyword stands in. `$ref`s in the location are followed. */
function schemaAt(root: Schema, location: string): Described {
  let at: unknown = root;
  for (const step of location.split('/').slice(1, -1).map(unescaped)) {
    at = (at as Record<string, unknown> | undefined)?.[step];
    if (step === '$ref') at = schemaAt(root, `${String(at)}/`);
  }
  return (at ?? {}) as Described;
}

/** `#/realms/r/rules/0` as people write it: `realms.r.rules[0]`. */
function pathOf(location: string): string {
  const steps = location.split('/').slice(1).map(unescaped);
  const path = steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('');
  return path.replace(/^\./, '') || 'the file';
}

function unescaped(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
}

function typeName(type: string | undefined): string {
  const article = type === undefined || !/^[aeiou]/.test(type) ? 'a' : 'an';
  return type === 'array' ? 'a list' : `${article} ${type}`;
}

/** Levenshtein's: how many letters to change, add or leave out. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
