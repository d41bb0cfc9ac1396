/** Waiting for the end of a job that is elsewhere: also through restarts of the server, and through pauses, which are told. */
import type { Peer } from '../../peer/client.ts';
import { isUnavailable } from '../../peer/errors.ts';
import type { Job, JobState } from '../../peer/procedures.ts';
import { Failure } from '../failure.ts';

/** Milliseconds until a server that has nobody yet who knows of jobs is asked again. */
const AGAIN_MILLIS = 2_000;

/** Says that the server is gone, and that it is back, for as long as the peer lives. */
export function tellAbsences(peer: Peer, say: (text: string) => void): void {
  let isAway = false;
  peer.onState(({ is }) => {
    if (is === 'connecting' && !isAway) say('The connection was lost: waiting for the server to come back.');
    if (is === 'joined' && isAway) say('Connected again.');
    isAway = is === 'connecting';
  });
}

/** Resolves with the job as it ended. Rejects where the peer is closed, or another server is there, which does not know the job. */
export async function ended(
  peer: Peer,
  { id, state: first }: Job,
  say: (text: string) => void,
): Promise<Job> {
  let isOver = false;
  let again: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve, reject) => {
    let told = first;
    const hear = (state: JobState) => {
      if (state === 'done' || state === 'cancelled') resolve();
      else if (state !== told) say(`${id}: ${state}`);
      told = state;
    };
    // Events are missed while the router is away: who comes back asks, until it is answered. The orchestrator may come after the router.
    const look = (): Promise<void> =>
      peer.call('lehr.job.get', { id }).then(
        ({ state }) => hear(state),
        (error) => {
          if (!isUnavailable(error)) reject(error);
          else if (!isOver) {
            clearTimeout(again);
            again = setTimeout(look, AGAIN_MILLIS);
          }
        },
      );
    peer.onState((state) => {
      if (state.is === 'joined') void look();
      if (state.is === 'connecting' && state.reason.includes('authentication_denied'))
        reject(new Failure(`${id}: another server is there now, which does not take the token`, 1));
      if (state.is === 'closed') reject(new Error('the connection was closed'));
    });
    peer
      .subscribe(`lehr.job.${id}.state`, ({ state }) => hear(state))
      .then(look)
      .catch(reject);
  });
  await over.finally(() => {
    isOver = true;
    clearTimeout(again);
  });
  return peer.call('lehr.job.get', { id }, { again: true });
}
