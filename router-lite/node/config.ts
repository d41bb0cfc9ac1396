/**
 * The router's configuration as a JSON file (config.schema.json). Secrets may stand elsewhere: `{ "$env": NAME }` is an
 * environment variable, `{ "$file": PATH }` a file whose last line end does not count. Paths are relative to the file's.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Schema } from '@cfworker/json-schema';
import { OptionsError, webOrigins } from '../checks.ts';
import { CHECK_ONLY } from '../credentials.ts';
import { limitsOf, type RouterOptions, realmsOf } from '../options.ts';
import type { LmdbOptions } from '../store/lmdb.ts';
import type { BlobUpload } from './blob-upload.ts';
import type { BridgeOptions } from './bridge.ts';
import schema from './config.schema.json' with { type: 'json' };
import { problemsOf } from './config-problems.ts';
import { withSecrets } from './config-secrets.ts';
import { placeOf } from './json-place.ts';
import type { ListenOptions } from './rawsocket.ts';
import type { ServerOptions } from './server.ts';
import type { WebhookOptions } from './webhook-options.ts';

export interface RouterConfig {
  /** What createRouter() takes. */
  readonly router: RouterOptions;
  /** The store that startConfigured() opens; null: what is kept is kept in memory. */
  readonly store: StoreConfig | null;
  /** What of the store is served as blobs; null: nothing. */
  readonly blobs: BlobConfig | null;
  /** What startServer() takes besides the router; null where the file has no `server`. */
  readonly server: Omit<ServerOptions, 'router'> | null;
  /** What router.listen() takes, one each. */
  readonly sockets: readonly ListenOptions[];
  /** What startWebhook() takes besides the router, one each. */
  readonly webhooks: readonly WebhookOptions[];
}

export interface StoreConfig extends LmdbOptions {
  /** Folder. */
  readonly path: string;
}

export interface BlobConfig extends Omit<BlobUpload, 'put'> {
  /** See ServerOptions.blobPath. */
  readonly path?: string;
}

/** The file cannot be used. The message says where and what to do; `problems` has all there are, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[]) {
    super(`${file}: ${problems.slice(0, SHOWN).join('; ')}${more(problems.length)}`);
    this.problems = problems;
  }
}

const SHOWN = 3;
const HOST = '127.0.0.1';
const PORT = 8080;

function more(count: number): string {
  return count > SHOWN ? `; and ${count - SHOWN} more` : '';
}

/** `env`: where `$env` looks; default process.env. Throws a ConfigError. */
export function loadConfig(path: string, env: NodeJS.ProcessEnv = process.env): RouterConfig {
  const fail = (...problems: string[]): never => {
    throw new ConfigError(path, problems);
  };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return fail(`cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fail(`is not JSON: ${placeOf(error as SyntaxError, text)}`);
  }
  const problems = problemsOf(value, schema as unknown as Schema);
  if (problems.length > 0) return fail(...problems);
  const folder = dirname(resolve(path));
  try {
    return configOf(withSecrets(value, '', { env, folder }) as ConfigFile, folder);
  } catch (error) {
    if (error instanceof OptionsError) return fail(error.message);
    throw error;
  }
}

/** What the schema lets through, secrets in their place. */
interface ConfigFile {
  readonly realms: RouterOptions['realms'];
  readonly limits?: RouterOptions['limits'];
  readonly server?: Partial<Omit<ServerOptions, 'router'>>;
  readonly sockets?: readonly (ListenOptions & { readonly unix?: string; readonly tcp?: number })[];
  readonly bridge?: BridgeOptions;
  readonly webhooks?: readonly WebhookOptions[];
  readonly store?: string | StoreConfig;
  readonly blobs?: Omit<BlobConfig, 'tokens'> & { readonly realm: string; readonly roles: readonly string[] };
}

function configOf(file: ConfigFile, folder: string): RouterConfig {
  const { realms, limits, server, bridge, sockets = [], webhooks = [] } = file;
  const router: RouterOptions = { realms, ...(limits === undefined ? {} : { limits }) };
  // All that only the router itself can tell: roles that are named and not there, and the like.
  limitsOf(router);
  realmsOf(router, CHECK_ONLY);
  for (const [key, identity] of Object.entries(bridge?.keys ?? {})) {
    checkIdentity(identity, realms, `bridge.keys.${key}`);
  }
  for (const [i, webhook] of webhooks.entries()) checkIdentity(webhook, realms, `webhooks[${i}]`);
  if (bridge !== undefined && server === undefined) {
    throw new OptionsError('bridge', 'needs an HTTP server: add "server": {}');
  }
  const cookies = Object.keys(realms).find((name) => realms[name]!.cookie !== undefined);
  if (cookies !== undefined && server?.origins?.includes('*')) {
    // Browsers send a visitor's cookies along whatever page connects.
    throw new OptionsError('server.origins', `must name the origins: realm ${cookies} lets in by cookie`);
  }
  return {
    router,
    store: storeOf(file.store, folder),
    blobs: blobsOf(file),
    server: server === undefined ? null : serverOf(server, bridge, folder),
    sockets: sockets.map((socket, i) => socketOf(socket, `sockets[${i}]`, folder)),
    webhooks,
  };
}

function storeOf(store: ConfigFile['store'], folder: string): StoreConfig | null {
  if (store === undefined) return null;
  const { path, ...options } = typeof store === 'string' ? { path: store } : store;
  return { path: resolve(folder, path), ...options };
}

/** Whoever has a ticket of one of the roles may store blobs with it. */
function blobsOf({ blobs, realms, server, store }: ConfigFile): BlobConfig | null {
  if (blobs === undefined) return null;
  const { realm, roles, ...options } = blobs;
  if (server === undefined) throw new OptionsError('blobs', 'needs an HTTP server: add "server": {}');
  if (store === undefined) throw new OptionsError('blobs', 'needs a place to keep them: add "store": FOLDER');
  for (const [i, role] of roles.entries()) checkIdentity({ realm, role }, realms, 'blobs', `roles[${i}]`);
  const tickets = Object.values(realms[realm]!.tickets ?? {});
  const tokens = tickets.flatMap(({ ticket, role }) => (roles.includes(role) ? [ticket] : []));
  if (tokens.length > 0) return { tokens, ...options };
  throw new OptionsError(
    'blobs.roles',
    `has no ticket: nobody could store; add one to realms.${realm}.tickets`,
  );
}

function serverOf(
  { host = HOST, port = PORT, staticDir, ...rest }: Partial<Omit<ServerOptions, 'router'>>,
  bridge: BridgeOptions | undefined,
  folder: string,
): Omit<ServerOptions, 'router'> {
  checkTls(rest.tls, 'server.tls');
  webOrigins(rest.origins ?? [], 'server.origins');
  webOrigins(bridge?.origins ?? [], 'bridge.origins');
  return {
    host,
    port,
    ...rest,
    ...(staticDir === undefined ? {} : { staticDir: resolve(folder, staticDir) }),
    ...(bridge === undefined ? {} : { bridge }),
  };
}

function socketOf(
  { tcp, unix, ...rest }: { tcp?: number; host?: string; tls?: SecureContextOptions; unix?: string },
  path: string,
  folder: string,
): ListenOptions {
  if (tcp !== undefined && unix === undefined) {
    checkTls(rest.tls, `${path}.tls`);
    return { tcp, ...rest };
  }
  if (unix !== undefined && tcp === undefined && rest.host === undefined && rest.tls === undefined)
    return { unix: resolve(folder, unix) };
  throw new OptionsError(path, 'must have either tcp, and host and tls if need be, or unix');
}

/** A certificate that is none would be found out only when the router starts, in words of OpenSSL. */
function checkTls(tls: SecureContextOptions | undefined, path: string): void {
  try {
    if (tls !== undefined) createSecureContext(tls);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OptionsError(path, `must be a certificate and the key that belongs to it, in PEM (${why})`);
  }
}

function checkIdentity(
  { realm, role }: { readonly realm: string; readonly role: string },
  realms: RouterOptions['realms'],
  path: string,
  at = 'role',
): void {
  const names = Object.keys(realms).join(', ');
  if (!Object.hasOwn(realms, realm)) throw new OptionsError(`${path}.realm`, `must name a realm: ${names}`);
  const { roles } = realms[realm]!;
  if (Object.hasOwn(roles, role)) return;
  throw new OptionsError(`${path}.${at}`, `must name a role of ${realm}: ${Object.keys(roles).join(', ')}`);
}
