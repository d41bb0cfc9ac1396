import { describe, expect, test } from 'vitest';
import { withJobs } from '../../cli/page.ts';
import type { Job } from '../../peer/procedures.ts';
import { pageJobs } from './page-jobs.ts';

/** As a browser would find it in the page that the server sends. */
function inPage(...titles: string[]) {
  const html = withJobs(
    '<html><head><title>t</title></head></html>',
    titles.map((title) => ({ title }) as Job),
  );
  const [, content] = /<meta name="lehr-jobs" content="([^"]*)" \/>/.exec(html) ?? [];
  const plain = content
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  const querySelector = () => (plain === undefined ? null : { getAttribute: () => plain });
  return { html, told: pageJobs({ querySelector } as unknown as Document) };
}

describe('the jobs that the server writes into the page', () => {
  test('are told as they are called, the main one first, three at most', () => {
    expect(inPage('G1').told).toEqual({ titles: ['G1'], count: 1 });
    expect(inPage('a', 'b', 'c', 'd').told).toEqual({ titles: ['a', 'b', 'c'], count: 4 });
  });

  test('a title that is no plain text stays one', () => {
    const title = `$& "></head><script>alert('&amp;')</script>`;
    const { html, told } = inPage(title);
    expect(told?.titles).toEqual([title]);
    expect(html).not.toContain('<script');
    expect(html.match(/<\/head>/g)).toHaveLength(1);
  });

  test('where nothing runs the page does not speak of a job', () => {
    expect(inPage().told).toEqual({ titles: [], count: 0 });
  });

  test('of the job whose picture the page has, its own words are right', () => {
    expect(inPage('The 1,000 largest cities of the world').told).toBeNull();
    expect(inPage('The 1,000 largest cities of the world', 'G1').told).not.toBeNull();
  });

  test.each(['', '{', 'null', '{"titles":"x","count":1}'])('nonsense (%j) counts as nothing', (content) => {
    const querySelector = () => ({ getAttribute: () => content });
    expect(pageJobs({ querySelector } as unknown as Document)).toBeNull();
  });
});
