import type { PageJobs } from '../controllers/page-jobs.ts';
import { strings } from '../strings/language.ts';
import { isolated } from '../strings/listed.ts';
import { titleOf } from '../strings/title.ts';

/** What stands beside the picture before consent. @param jobs null where the page's own words are right */
export function pitch(jobs: PageJobs | null): { headline: string; lede: string; caption: string } {
  const { hero } = strings;
  if (!jobs) return hero;
  if (jobs.count === 0) return hero.none;
  const { headline, more, lede, caption } = hero.other;
  const titles = jobs.titles.map(titleOf).map(isolated).join(', ');
  return { headline: headline(more(titles, jobs.count - jobs.titles.length)), lede, caption };
}
