/** A whole router from its configuration: realms, HTTP server, sockets, bridge and webhooks, started and ended together. */
import { lmdbStore } from '../store/lmdb.ts';
import type { Store } from '../store/store.ts';
import { typedBlobs } from '../typed-blobs.ts';
import type { BlobConfig, RouterConfig } from './config.ts';
import type { Listener } from './rawsocket.ts';
import { createRouter, type Router } from './router.ts';
import { type Server, type ServerOptions, startServer } from './server.ts';
import { startWebhook, type Webhook } from './webhook.ts';
import { webhookMetrics } from './webhook-metrics.ts';

export interface Configured {
  readonly router: Router;
  readonly server: Server | null;
  readonly sockets: readonly Listener[];
  readonly webhooks: readonly Webhook[];
  /** Says goodbye to all, then ends everything. */
  close(): Promise<void>;
}

/** Rejects with a message that says what to do, and leaves nothing behind, where a part cannot start. */
export async function startConfigured(config: RouterConfig): Promise<Configured> {
  const store = config.store === null ? null : lmdbStore(config.store.path, config.store);
  let router: Router;
  try {
    router = createRouter({ ...config.router, ...(store && { store }) });
  } catch (error) {
    await store?.close();
    throw error;
  }
  const sockets: Listener[] = [];
  const webhooks: Webhook[] = [];
  let server: Server | null = null;
  async function close(): Promise<void> {
    // Before its webhooks: what they have in hand when the router stops is no failed attempt.
    await router.close();
    await Promise.all(webhooks.map((webhook) => webhook.close()));
    await server?.close();
    await store?.close();
  }
  try {
    const metrics = () => webhookMetrics(webhooks.map((webhook) => webhook.counts()));
    const blobs = store !== null && config.blobs !== null ? blobOptions(store, config.blobs) : {};
    if (config.server !== null) server = await startServer({ ...config.server, ...blobs, router, metrics });
    for (const socket of config.sockets) sockets.push(await router.listen(socket));
    for (const options of config.webhooks) webhooks.push(startWebhook(router, options));
    for (const { ready } of webhooks) {
      const error = await ready;
      if (error !== null) throw error;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { router, server, sockets, webhooks, close };
}

function blobOptions(
  store: Store,
  { path, ...upload }: BlobConfig,
): Pick<ServerOptions, 'getBlob' | 'putBlob' | 'blobPath'> {
  const { get, put } = typedBlobs(store);
  return { getBlob: get, putBlob: { ...upload, put }, ...(path === undefined ? {} : { blobPath: path }) };
}
