import type { Job } from '../../peer/procedures.ts';
import type { PagePeer } from '../../worker/api.ts';
import type { Result, SentPosterWords } from '../../worker/files/protocol.ts';
import { format } from '../strings/language.ts';
import { studio } from '../strings/studio.ts';

/** A job's result as it is to be written, with the finders and the best of this very moment. */
export async function resultOf(
  peer: Pick<PagePeer, 'call' | 'blob'>,
  id: string,
): Promise<Omit<Result, 'given'>> {
  const job = await peer.call('lehr.job.get', { id });
  const [problem, view] = await Promise.all([peer.blob(job.problem), peer.blob(job.view)]);
  return { job, problem, view, date: format.day(Date.now()), words: posterWords(job) };
}

function posterWords({ n, finders }: Job): SentPosterWords {
  const { cities, donors, ...words } = studio.poster;
  return { ...words, locale: format.locale, cities: cities(n), donors: donors(finders.donors.length) };
}
