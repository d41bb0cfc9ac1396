/** The public door of the router: `import { createRouter } from 'lehr/router'`. */
export { type ScramCost, scramCredential } from './auth/scram-credential.ts';
export { wampcraKey } from './auth/wampcra.ts';
export type { RouterStats } from './bare-router.ts';
export { OptionsError } from './checks.ts';
export type { AuthorizerConfig } from './core/authorizer.ts';
export type { HistoryRule } from './core/history.ts';
export type { Action, Rule } from './core/roles.ts';
export type { Credentials } from './credentials.ts';
export type { AttachOptions } from './node/attach.ts';
export type { Blob, StoredBlob } from './node/blobs.ts';
export type { BridgeKey, BridgeOptions } from './node/bridge.ts';
export {
  type BlobConfig,
  ConfigError,
  loadConfig,
  type RouterConfig,
  type StoreConfig,
} from './node/config.ts';
export { type Configured, startConfigured } from './node/configured.ts';
export type { Listener, ListenOptions } from './node/rawsocket.ts';
export { createRouter, type NodeRouterOptions, type Router } from './node/router.ts';
export { type Health, type Server, type ServerOptions, startServer } from './node/server.ts';
export { startWebhook, type Webhook, type WebhookCounts } from './node/webhook.ts';
export type { WebhookOptions } from './node/webhook-options.ts';
export type { Limits, RealmOptions, RouterOptions } from './options.ts';
export type { RoleOptions } from './role-options.ts';
export { type LmdbOptions, lmdbStore } from './store/lmdb.ts';
export { memoryStore } from './store/memory.ts';
export type { Store } from './store/store.ts';
export type { LinkedEnd } from './transports/linked-pair.ts';
export type { Transport, TransportInfo, TransportListener } from './transports/transport.ts';
export { forgettingTypes, type TypedBlobs, typedBlobs } from './typed-blobs.ts';
