/** Writes into the donate page which jobs run, so that it tells them before consent without asking anybody. */
import type { Job } from '../peer/procedures.ts';

/** Jobs that are named; a page has room for few. */
const NAMED = 3;

/** @param jobs those that run, the current one first; web/controllers/page-jobs.ts reads it */
export function withJobs(html: string, jobs: readonly Pick<Job, 'title'>[]): string {
  const told = { titles: jobs.slice(0, NAMED).map(({ title }) => title), count: jobs.length };
  const meta = `<meta name="lehr-jobs" content="${escaped(JSON.stringify(told))}" />`;
  return html.replace('</head>', () => `  ${meta}\n  </head>`);
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '"': '&quot;',
    '<': '&lt;',
    '>': '&gt;',
  };
  return text.replaceAll(/[&"<>]/g, (character) => entities[character]!);
}
