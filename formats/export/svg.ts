import { ProblemError } from '../../anneal/kind.ts';
import { cutAtAntimeridian, type Position } from './antimeridian.ts';
import { lengthForPeople, type Tour } from './tour.ts';

const WIDTH = 1600;
const MARGIN = 80;
const FOOTER = 130;
const TALLEST = 1600;
const FLATTEST = 500;

interface Frame {
  readonly height: number;
  place(position: Position): string;
}

/**
 * The tour as a poster in SVG: a glowing line on dark ground, title and length below. Maps are equirectangular, cut at
 * the antimeridian, with a graticule. Throws a `ProblemError` for a problem without coordinates.
 */
export function svg(tour: Tour): string {
  const { view, order } = tour;
  if (view.surface === 'none' || view.surface === 'spins')
    throw new ProblemError('This problem has no coordinates to draw; write .tour instead.');
  const lines = view.surface === 'map' ? cutAtAntimeridian(view.xy, order) : [closedLine(view.xy, order)];
  const frame = frameFor(lines.flat());
  const path = lines.map((line) => `M${line.map(frame.place).join('L')}`).join('');
  const dots = Array.from(
    order,
    (city) => `M${frame.place([longitude(tour, city), view.xy[2 * city + 1]])}h0`,
  ).join('');
  const line = Math.max(1.2, Math.min(5, 90 / Math.sqrt(order.length)));
  const graticule = view.surface === 'map' ? graticulePath(lines.flat(), frame) : '';
  const total = frame.height + FOOTER;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" role="img" aria-labelledby="t d">
<title id="t">${escaped(tour.title)}</title>
<desc id="d">A closed tour of ${order.length} cities, ${escaped(lengthForPeople(tour))} long.</desc>
<defs>
<radialGradient id="ground" cx="50%" cy="42%" r="75%"><stop offset="0" stop-color="#241a1c"/><stop offset="1" stop-color="#0d0b10"/></radialGradient>
<linearGradient id="glass" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#ffd9a0"/><stop offset=".5" stop-color="#ff8a3d"/><stop offset="1" stop-color="#e2452b"/></linearGradient>
</defs>
<rect width="${WIDTH}" height="${total}" fill="url(#ground)"/>
<g fill="none" stroke-linejoin="round" stroke-linecap="round">
<path d="${graticule}" stroke="#ffffff" stroke-opacity=".07"/>
<path d="${path}" stroke="#ff6a2b" stroke-opacity=".16" stroke-width="${(line * 4).toFixed(1)}"/>
<path d="${path}" stroke="url(#glass)" stroke-width="${line.toFixed(1)}"/>
<path d="${dots}" stroke="#fff4e4" stroke-width="${(line * 1.7).toFixed(1)}"/>
</g>
<g font-family="system-ui, sans-serif" fill="#fff4e4">
<text x="${MARGIN}" y="${frame.height + 42}" font-size="40" font-weight="600">${escaped(tour.title)}</text>
<text x="${MARGIN}" y="${frame.height + 86}" font-size="24" fill-opacity=".72">${order.length.toLocaleString('en')} cities · ${escaped(lengthForPeople(tour))} · annealed by Lehr</text>
</g>
</svg>
`;
}

function closedLine(xy: readonly number[], order: ArrayLike<number>): Position[] {
  const line = Array.from(order, (city): Position => [xy[2 * city], xy[2 * city + 1]]);
  return [...line, line[0]];
}

function longitude(tour: Tour, city: number): number {
  const x = tour.view.xy[2 * city];
  return tour.view.surface === 'map' && x > 180 ? x - 360 : x;
}

interface Bounds {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

function boundsOf(positions: readonly Position[]): Bounds {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of positions) {
    [x0, x1] = [Math.min(x0, x), Math.max(x1, x)];
    [y0, y1] = [Math.min(y0, y), Math.max(y1, y)];
  }
  return { x0, y0, x1, y1 };
}

/** Fits everything into the poster's width, or its greatest height, with y upwards and one scale for both axes. */
function frameFor(positions: readonly Position[]): Frame {
  const { x0, y0, x1, y1 } = boundsOf(positions);
  const [dx, dy] = [x1 - x0, y1 - y0];
  const [roomX, roomY] = [WIDTH - 2 * MARGIN, TALLEST - 2 * MARGIN];
  const fit = Math.min(dx > 0 ? roomX / dx : Infinity, dy > 0 ? roomY / dy : Infinity);
  const scale = Number.isFinite(fit) ? fit : 1;
  const height = Math.max(FLATTEST, Math.ceil(dy * scale) + 2 * MARGIN);
  const left = (WIDTH - dx * scale) / 2 - x0 * scale;
  const bottom = (height + dy * scale) / 2 + y0 * scale;
  const place = ([x, y]: Position) => `${(left + x * scale).toFixed(1)} ${(bottom - y * scale).toFixed(1)}`;
  return { height, place };
}

/** Meridians and parallels through the frame, at a step that leaves about a dozen. */
function graticulePath(positions: readonly Position[], frame: Frame): string {
  const { x0, y0, x1, y1 } = boundsOf(positions);
  const extent = Math.max(x1 - x0, y1 - y0);
  const step = [30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1].find((degrees) => extent / degrees >= 8) ?? 0.1;
  const path: string[] = [];
  for (let i = Math.ceil(x0 / step); i * step <= x1; i++)
    path.push(`M${frame.place([i * step, y0])}L${frame.place([i * step, y1])}`);
  for (let i = Math.ceil(y0 / step); i * step <= y1; i++)
    path.push(`M${frame.place([x0, i * step])}L${frame.place([x1, i * step])}`);
  return path.join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
