import type { PagePeer } from '../../worker/api.ts';
import type { Live } from '../controllers/live-job.ts';
import type { LiveStore } from '../controllers/live-store.ts';

/** Milliseconds between two fetches of a job, and of one whose best is large: it comes along. */
const EVERY = 5_000;
const EVERY_LARGE = 60_000;
const LARGE = 20_000;

/**
 * Who found improvements is told with the job alone: it is fetched anew while better tours come. @returns ends it
 */
export function refreshJob(peer: Pick<PagePeer, 'call'>, store: LiveStore<Live>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waits = false;
  const ask = async (id: string) => {
    waits = false;
    // What fails now comes with a later one.
    const job = await peer.call('lehr.job.get', { id }).catch(() => null);
    if (job && store.get('job')?.id === id) store.set('job', job);
  };
  const stop = store.listen(['best'], () => {
    const job = store.get('job');
    const best = store.get('best');
    if (waits || !job || best?.job !== job.id || best.version === job.best?.version) return;
    waits = true;
    timer = setTimeout(() => void ask(job.id), job.n > LARGE ? EVERY_LARGE : EVERY);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
