import { ProblemError } from '../../../anneal/kind.ts';
import { savedShare } from '../../import/given-tour.ts';
import { ENGLISH, type Portrait, type PosterWords } from '../result.ts';
import { lengthForPeople } from '../tour.ts';
import { escaped } from '../xml.ts';
import type { Block } from './block.ts';
import { credits } from './credits.ts';
import { curveOf } from './curve.ts';
import { cutTo, linesOf } from './lettering.ts';
import { PALETTES, type Palette } from './palette.ts';
import { layoutOf } from './picture.ts';

/** A2 upright, 420 × 594 mm, in quarters of a millimetre. */
const [WIDTH, HEIGHT, MARGIN] = [1680, 2376, 120];
const INNER = WIDTH - 2 * MARGIN;
const FONT =
  "'Avenir Next', Avenir, 'Segoe UI', Inter, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif";
/** Baseline of the last line, and what it takes above it. */
const [FOOT, FOOTER] = [HEIGHT - MARGIN, 80];
const [TALLEST, HIGHEST_CURVE] = [1_400, 560];

/**
 * The tour as a poster in SVG, dark for screens or light for paper: the line, title, length, what was saved, how it cooled and
 * who found it. Legs on the map are great circles; the map is equal-area. It loads nothing and runs nothing, and what comes
 * from strangers is text. Throws a `ProblemError` for a problem without coordinates.
 */
export function poster(result: Portrait): string {
  const { view, order, ink = 'dark', words = ENGLISH } = result;
  if ((view.surface !== 'map' && view.surface !== 'plane') || order.length === 0)
    throw new ProblemError('This problem has no coordinates to draw; write .tour instead.');
  const colours = PALETTES[ink];
  const box = { left: MARGIN, top: 0, width: INNER, height: TALLEST };
  const layout = layoutOf(view, order, { box, page: WIDTH, land: result.land ?? null });
  const title = titleOf(result.title, colours);
  const figures = figuresOf(result, words, colours);
  const names = credits(result.finders ?? [], words, colours);
  // What is left over goes to the curve, as far as that looks well, and then around the picture.
  const left = FOOT - FOOTER - MARGIN - layout.height - title.height - figures.height - names.height;
  const cooling = coolingOf(result, words, { height: Math.min(HIGHEST_CURVE, left), colours });
  const slack = Math.max(0, left - cooling.height);
  const top = MARGIN + slack / 2;
  const bottom = top + layout.height;
  const window = { top: 0, bottom: bottom + slack / 2 + 70 };
  const picture = layout.draw(top, window);
  const stroke = Math.max(1.1, Math.min(5.5, 110 / Math.sqrt(order.length)));
  const made = [words.made, result.date, view.source].filter((part) => part !== undefined).join(' · ');
  let y = bottom + slack / 2;
  const placed = (block: Block) => {
    const svg = block.svg === '' ? '' : `<g transform="translate(0 ${y.toFixed(1)})">${block.svg}</g>`;
    y += block.height;
    return svg;
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" width="420mm" height="594mm" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title about">
<title id="title">${escaped(result.title)}</title>
<desc id="about">${escaped(figures.text)}</desc>
<defs>
<linearGradient id="glass" gradientUnits="userSpaceOnUse" x1="${MARGIN}" y1="${bottom.toFixed(1)}" x2="${WIDTH - MARGIN}" y2="${top.toFixed(1)}">${stops(colours.glass)}</linearGradient>
<linearGradient id="cooling" gradientUnits="userSpaceOnUse" x1="${MARGIN}" y1="0" x2="${WIDTH - MARGIN}" y2="0">${stops(colours.glass)}</linearGradient>
<linearGradient id="edge" gradientUnits="userSpaceOnUse" x1="0" y1="${window.top}" x2="0" y2="${window.bottom.toFixed(1)}"><stop offset=".88" stop-color="#fff"/><stop offset="1" stop-color="#000"/></linearGradient>
<mask id="window" maskUnits="userSpaceOnUse" x="0" y="0" width="${WIDTH}" height="${HEIGHT}"><rect width="${WIDTH}" height="${HEIGHT}" fill="url(#edge)"/></mask>
<path id="tour" d="${picture.tour}"/>
</defs>
<rect width="${WIDTH}" height="${HEIGHT}" fill="${colours.ground}"/>
<g mask="url(#window)">
<path d="${picture.land}" fill="${colours.land}"/>
<path d="${picture.graticule}" fill="none" stroke="${colours.grid}" stroke-width="1.2"/>
</g>
<g fill="none" stroke-linejoin="round" stroke-linecap="round">
${colours.glow > 0 ? `<use href="#tour" stroke="#ff6a28" stroke-opacity="${colours.glow}" stroke-width="${(stroke * 3.6).toFixed(1)}"/>` : ''}
<use href="#tour" stroke="url(#glass)" stroke-width="${stroke.toFixed(1)}"/>
<path d="${picture.cities}" stroke="${colours.city}" stroke-width="${(stroke * 1.5).toFixed(1)}"/>
</g>
<g font-family="${FONT}" fill="${colours.ink}">
${[title, figures, cooling, names].map(placed).join('\n')}
<path d="M${MARGIN},${FOOT - 46}H${WIDTH - MARGIN}" stroke="${colours.rule}" stroke-width="1.5"/>
<text x="${MARGIN}" y="${FOOT}" font-size="22" fill="${colours.soft}">${escaped(cutTo(made, 22, INNER))}</text>
</g>
</svg>
`;
}

function titleOf(text: string, colours: Palette): Block {
  const size = text.length <= 30 ? 78 : text.length <= 70 ? 64 : 50;
  const lines = linesOf(text, size, { width: INNER, most: 2 });
  const svg = lines.map(
    (line, i) =>
      `<text x="${MARGIN - 3}" y="${150 + i * size * 1.16}" font-size="${size}" font-weight="600" letter-spacing="-1" fill="${colours.ink}">${escaped(line)}</text>`,
  );
  return { svg: svg.join('\n'), height: 150 + (lines.length - 1) * size * 1.16 };
}

/** Length, what was saved, cities and donors, side by side. */
function figuresOf(
  result: Portrait,
  words: PosterWords,
  colours: Palette,
): Block & { readonly text: string } {
  const { length, view, order, given, finders = [] } = result;
  const number = (value: number) => value.toLocaleString(words.locale);
  const saved = given === null || given === undefined ? 0 : savedShare(given, length);
  const figures: [string, string][] = [[lengthForPeople(length, view.unit, words.locale), words.length]];
  if (saved >= 0.0005)
    figures.push([
      saved.toLocaleString(words.locale, { style: 'percent', maximumFractionDigits: saved < 0.1 ? 1 : 0 }),
      words.saved,
    ]);
  figures.push([number(order.length), words.cities(order.length)]);
  if (finders.length > 0) figures.push([number(finders.length), words.donors(finders.length)]);
  const column = INNER / 4;
  const svg = figures.map(([value, label], i) => {
    const x = MARGIN + i * column;
    return `<text x="${x}" y="106" font-size="46" font-weight="500">${escaped(cutTo(value, 46, column - 20))}</text>
<text x="${x}" y="142" font-size="22" fill="${colours.soft}">${escaped(cutTo(label, 22, column - 20))}</text>`;
  });
  return {
    svg: svg.join('\n'),
    height: 142,
    text: figures.map(([value, label]) => `${value} ${label}`).join(', '),
  };
}

/** Empty where there is too little room, or nothing to show. */
function coolingOf(
  { history = [] }: Portrait,
  words: PosterWords,
  { height, colours }: { readonly height: number; readonly colours: Palette },
): Block {
  const box = { left: MARGIN, top: 100, width: INNER, height: height - 100 };
  const curve = box.height < 60 ? null : curveOf(history, box);
  if (curve === null) return { svg: '', height: 0 };
  const svg = `<text x="${MARGIN}" y="72" font-size="22" fill="${colours.soft}">${escaped(words.curve)}</text>
<path d="${curve.area}" fill="url(#cooling)" fill-opacity=".13"/>
<path d="${curve.line}" fill="none" stroke="url(#cooling)" stroke-width="3" stroke-linejoin="round"/>`;
  return { svg, height };
}

function stops(colours: readonly string[]): string {
  return colours
    .map((colour, i) => `<stop offset="${i / (colours.length - 1)}" stop-color="${colour}"/>`)
    .join('');
}
