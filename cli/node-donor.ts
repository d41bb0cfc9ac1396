/** A donor in Node: the donor of the browser with worker_threads for tabs. */
import { existsSync } from 'node:fs';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { ProblemKind } from '../anneal/kind.ts';
import { kinds } from '../anneal/kinds.ts';
import { connect, type PeerState } from '../peer/client.ts';
import type { LinkFactory } from '../peer/link.ts';
import { BlobStore, type FetchBlob } from '../worker/blob-store.ts';
import { Donor } from '../worker/donor.ts';
import type { Port } from '../worker/kernel/protocol.ts';
import type { KernelHandle } from '../worker/kernel-handle.ts';
import { PortKernel } from '../worker/port-kernel.ts';

export interface NodeDonorOptions {
  readonly link: LinkFactory;
  readonly fetchBlob: FetchBlob;
  /** Kernels to run at once, each a thread; at least 1. */
  readonly threads: number;
  /** Part of its time that each works, above 0 up to 1; default 1. */
  readonly share?: number;
  /** Public nickname, at most 24 characters; empty: the orchestrator makes one. */
  readonly name: string;
  /** 32 hex digits: the same token is the same donor. */
  readonly token: string;
  /** What it anneals instead of the built-in kinds, and the script that exports that: an absolute path. */
  readonly own?: { readonly kinds: ReadonlyMap<string, ProblemKind<unknown>>; readonly script: string };
  /** The built kernel-thread.js; default: the one that was built with this program. */
  readonly thread?: URL;
  /** What stands before each kernel; default: nothing. For demonstrations and tests of donors that fail. */
  readonly before?: (kernel: KernelHandle) => KernelHandle;
  /** Called at each change, with the first state at once. */
  readonly onStatus?: (status: NodeDonorStatus) => void;
}

export interface NodeDonorStatus {
  readonly peer: PeerState;
  readonly kernels: number;
  readonly running: number;
  /** Tasks answered, and the moves in them. */
  readonly tasks: number;
  readonly moves: number;
  /** Public name, once the orchestrator told it. */
  readonly name: string | null;
  /** The name that was wished is not shown in public: `name` was made. */
  readonly refused: boolean;
  /** The realm asks for a kernel version this program does not have. */
  readonly outdated: boolean;
  /** The realm does not believe this donor any more. */
  readonly barred: boolean;
}

export interface NodeDonor {
  readonly status: NodeDonorStatus;
  /** Resolves when the router knows that we are gone and all threads have ended. Running tasks end in an ERROR. */
  close(): Promise<void>;
}

const RESTART_MILLIS = 1000;

/** dist/node/kernel-thread.js or another thread, seen from dist/node/*.js and from dist/node/chunks/*.js. */
export function builtThread(name = 'kernel-thread.js'): URL {
  const places = [`./${name}`, `../${name}`].map((path) => new URL(path, import.meta.url));
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`${name} is missing next to this program: run \`npm run build\``);
  return found;
}

/** Resolves when all threads run; the connection comes, and comes back, by itself. Rejects when threads cannot start. */
export async function startNodeDonor(options: NodeDonorOptions): Promise<NodeDonor> {
  const peer = connect({ link: options.link, realm: 'lehr' });
  const statusNow = (): NodeDonorStatus => ({
    peer: peer.state,
    kernels: donor.kernels,
    running: donor.running,
    tasks: donor.tasks,
    moves: donor.moves,
    name: donor.welcome?.name ?? null,
    refused: donor.welcome?.refused ?? false,
    outdated: donor.outdated,
    barred: donor.barred,
  });
  const changed = () => options.onStatus?.(statusNow());
  const donor = new Donor({
    peer,
    blobs: new BlobStore(options.fetchBlob),
    versions: [...(options.own?.kinds ?? kinds).values()].map((kind) => kind.kernelVersion),
    profile: {
      token: options.token,
      name: options.name,
      cores: options.threads,
      agent: `Node ${process.versions.node.split('.')[0]}`,
    },
    onChange: changed,
  });
  donor.share(options.share ?? 1);
  const threads = new Threads(donor, options);
  try {
    await Promise.all(Array.from({ length: options.threads }, () => threads.start()));
  } catch (error) {
    await Promise.all([threads.close(), peer.close()]);
    throw error;
  }
  peer.onState(changed);
  return {
    get status() {
      return statusNow();
    },
    async close() {
      await donor.close();
      await Promise.all([threads.close(), peer.close()]);
    },
  };
}

/** Threads that are started anew when they end before we do. */
class Threads {
  readonly #donor: Donor;
  readonly #file: URL;
  readonly #script: string | null;
  readonly #before: (kernel: KernelHandle) => KernelHandle;
  readonly #workers = new Set<Worker>();
  #closed = false;

  constructor(donor: Donor, { thread, own, before }: NodeDonorOptions) {
    this.#donor = donor;
    this.#file = thread ?? builtThread();
    this.#script = own?.script ?? null;
    this.#before = before ?? ((kernel) => kernel);
  }

  /** Resolves with the kernel's first pulse, and rejects when the thread cannot start. */
  start(): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(this.#file, {
      workerData: { port: port2, script: this.#script },
      transferList: [port2],
    });
    this.#workers.add(worker);
    const port = new PortKernel(port1 as unknown as Port, {
      now: () => performance.now(),
      onMoves: () => {},
      discarded: () => void worker.terminate(),
    });
    const kernel = this.#before(port);
    return new Promise((resolve, reject) => {
      port1.once('message', () => {
        this.#donor.add(kernel);
        resolve();
      });
      worker.once('error', (error) => {
        reject(error);
        this.#donor.remove(kernel, `the thread failed: ${error.message}`);
      });
      worker.once('exit', () => {
        port1.close();
        this.#workers.delete(worker);
        this.#donor.remove(kernel, 'the thread ended');
        reject(new Error('the thread ended before it was ready'));
        this.#restart();
      });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  #restart(): void {
    if (this.#closed) return;
    setTimeout(() => {
      if (!this.#closed) this.start().catch(() => {});
    }, RESTART_MILLIS).unref();
  }
}
