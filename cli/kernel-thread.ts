/**
 * A worker thread of Node that anneals: what kernel.worker.ts is in a browser. The port comes with `workerData`, and the script of a
 * user's own problem where it is to anneal that.
 */
import { type MessagePort, workerData } from 'node:worker_threads';
import type { Port } from '../worker/kernel/protocol.ts';
import { serveKernel } from '../worker/kernel/serve-kernel.ts';
import { importKind } from './problem-module.ts';

const { port, script = null } = workerData as { readonly port: MessagePort; readonly script?: string | null };
const own = script === null ? null : await importKind(script, script);
serveKernel(
  port as unknown as Port,
  () => new Promise((resolve) => setImmediate(resolve)),
  own ? new Map([[own.name, own]]) : undefined,
);
