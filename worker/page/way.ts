/** The way from a page to a worker that many share: a SharedWorker, or the same script in a Worker of a page where there is none. */
import { servedBuild } from './served-build.ts';

export interface Way {
  readonly port: MessagePort;
  /** To be called when anything was heard over it. */
  works(): void;
}

/** `onFailure` is called when what is behind it cannot be started. */
export type OpenWay = (onFailure: () => void) => Way;

interface Host {
  accept(port: MessagePort): Promise<void>;
}

/** @param start throws where the browser refuses at once; @param here makes what a SharedWorker would hold */
export function sharedOrHere(start: () => SharedWorker, here: () => Host): OpenWay {
  /**
   * Whether this page can have a SharedWorker. A frame whose storage is blocked (third-party cookies) gets one that fails
   * without a word to its port; one that worked before and failed now is opened again.
   */
  let state: 'untried' | 'works' | 'refused' = typeof SharedWorker === 'undefined' ? 'refused' : 'untried';
  let host: Host | null = null;

  const openHere = (onFailure: () => void): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    host ??= here();
    host.accept(port2).catch(onFailure);
    return port1;
  };

  return (onFailure) => {
    const worker = state === 'refused' ? null : started(start);
    if (!worker) return { port: openHere(onFailure), works: () => {} };
    worker.onerror = async () => {
      // A server that is away or has another build would fail it as well: only the browser's own no is final.
      if (state === 'untried' && (await servedBuild()) === 'ours') state = 'refused';
      onFailure();
    };
    const works = () => {
      if (state === 'untried') state = 'works';
    };
    return { port: worker.port, works };
  };
}

function started(start: () => SharedWorker): SharedWorker | null {
  try {
    return start();
  } catch {
    return null;
  }
}
