/** Secrets that stand elsewhere than in the configuration: in the environment, or in a file. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { OptionsError } from '../checks.ts';

interface Where {
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
}

/** A copy with every secret in its place. */
export function withSecrets(value: unknown, path: string, where: Where): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((part, i) => withSecrets(part, `${path}[${i}]`, where));
  const { $env: name, $file: file } = value as { $env?: unknown; $file?: unknown };
  if (typeof name === 'string') return fromEnvironment(name, path, where);
  if (typeof file === 'string') return fromFile(file, path, where);
  const parts = Object.entries(value).map(([key, part]) => [
    key,
    withSecrets(part, path === '' ? key : `${path}.${key}`, where),
  ]);
  return Object.fromEntries(parts);
}

function fromEnvironment(name: string, path: string, { env }: Where): string {
  const secret = env[name];
  if (secret !== undefined && secret !== '') return secret;
  throw new OptionsError(path, `needs the environment variable ${name}: set it before the router starts`);
}

function fromFile(file: string, path: string, { folder }: Where): string {
  let secret: string;
  try {
    secret = readFileSync(resolve(folder, file), 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new OptionsError(path, `cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
  if (secret !== '') return secret;
  throw new OptionsError(path, `finds ${file} empty: write the secret into it`);
}
