import type { JobFinders } from '../../../peer/procedures.ts';
import type { PosterWords } from '../result.ts';
import { escaped } from '../xml.ts';
import type { Block } from './block.ts';
import { cutTo } from './lettering.ts';
import type { Palette } from './palette.ts';

const [LEFT, WIDTH, COLUMNS, SIZE, LINE] = [120, 1440, 4, 23, 35];
const MOST_LINES = 8;
const HEAD = 118;

/** Who found improvements, most first, in columns; those without room are counted. */
export function credits(finders: JobFinders['donors'], words: PosterWords, colours: Palette): Block {
  if (finders.length === 0) return { svg: '', height: 0 };
  const lines = Math.min(MOST_LINES, Math.ceil(finders.length / COLUMNS));
  const cells = lines * COLUMNS;
  const shown = finders.length > cells ? finders.slice(0, cells - 1) : finders;
  const texts = shown.map(({ name, improvements }) => ({
    name: cutTo(name, SIZE, WIDTH / COLUMNS - 110),
    count: improvements.toLocaleString(words.locale),
  }));
  if (shown.length < finders.length)
    texts.push({ name: words.more(finders.length - shown.length), count: '' });
  const names = texts.map(({ name, count }, i) => {
    const x = LEFT + Math.floor(i / lines) * (WIDTH / COLUMNS);
    const y = HEAD + (i % lines) * LINE;
    return `<text x="${x}" y="${y}" font-size="${SIZE}">${escaped(name)}<tspan dx="10" fill="${colours.soft}" font-size="${SIZE - 4}">${escaped(count)}</tspan></text>`;
  });
  const head = `<text x="${LEFT}" y="72" font-size="22" fill="${colours.soft}">${escaped(words.foundBy)}</text>`;
  return { svg: [head, ...names].join('\n'), height: HEAD + (lines - 1) * LINE + 20 };
}
