import type { Job } from '../../peer/procedures.ts';
import type { PagePeer } from '../../worker/api.ts';
import type { Live } from '../controllers/live-job.ts';
import type { LiveStore } from '../controllers/live-store.ts';

/**
 * Keeps the list of jobs in step between two fetches: how far those that run have come. @returns ends it
 */
export function followStates(peer: Pick<PagePeer, 'subscribe'>, store: LiveStore<Live>): () => void {
  const followed = new Map<string, () => void>();
  const look = () => {
    const running = (store.get('jobs') ?? []).filter(({ state }) => state === 'running').map(({ id }) => id);
    for (const [id, end] of followed) {
      if (running.includes(id)) continue;
      end();
      followed.delete(id);
    }
    for (const id of running) if (!followed.has(id)) followed.set(id, follow(id));
  };
  const follow = (id: string) =>
    peer.subscribe(`lehr.job.${id}.state`, ({ job, state, elapsed, stats }) => {
      store.set('jobs', changed(store.get('jobs') ?? [], job, { state, elapsed, stats }));
    });
  const stop = store.listen(['jobs'], look);
  look();
  return () => {
    stop();
    for (const end of followed.values()) end();
    followed.clear();
  };
}

function changed(
  jobs: readonly Job[],
  id: string,
  now: Pick<Job, 'state' | 'elapsed' | 'stats'>,
): readonly Job[] {
  return jobs.map((job) => (job.id === id ? { ...job, ...now } : job));
}
