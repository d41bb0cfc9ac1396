import { distanceOf } from '../../anneal/tsp/distance-of.ts';
import { guarded } from '../csv-guard.ts';
import type { MeasuredTour } from './tour.ts';

/**
 * The tour as CSV (RFC 4180), a row a city in visiting order: its place in the tour from 1, name, `lat` and `lon` or `x` and
 * `y` where the problem has any, the leg from there to the next city (the last one leads back) and the length up to the
 * city, both in the problem's unit.
 */
export function csv({ view, order, problem }: MeasuredTour): string {
  const { surface, xy, names, unit } = view;
  const columns = surface === 'map' ? ['lat', 'lon'] : surface === 'plane' ? ['x', 'y'] : [];
  const suffix = unit === '' ? '' : `_${unit}`;
  const rows = [['order', 'name', ...columns, `leg${suffix}`, `total${suffix}`].join(',')];
  const distance = distanceOf(problem);
  let total = 0;
  for (let i = 0; i < order.length; i++) {
    const city = order[i]!;
    const leg = distance.between(city, order[i + 1 === order.length ? 0 : i + 1]!);
    const [x, y] = [xy[2 * city], xy[2 * city + 1]];
    const place = surface === 'map' ? [y, x] : surface === 'plane' ? [x, y] : [];
    rows.push([i + 1, cell(names[city] ?? ''), ...place, leg, total].join(','));
    total += leg;
  }
  return `${rows.join('\r\n')}\r\n`;
}

function cell(name: string): string {
  const text = guarded(name);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
