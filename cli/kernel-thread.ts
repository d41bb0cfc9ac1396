/** A worker thread of Node that anneals: what kernel.worker.ts is in a browser. The port comes with `workerData`. */
import { type MessagePort, workerData } from 'node:worker_threads';
import type { Port } from '../worker/kernel/protocol.ts';
import { serveKernel } from '../worker/kernel/serve-kernel.ts';

const { port } = workerData as { readonly port: MessagePort };
serveKernel(port as unknown as Port, () => new Promise((resolve) => setImmediate(resolve)));
