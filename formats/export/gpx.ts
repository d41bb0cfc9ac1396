import { ProblemError } from '../../anneal/kind.ts';
import { normalLongitude } from './antimeridian.ts';
import { lengthForPeople, type Tour } from './tour.ts';
import { escaped } from './xml.ts';

/**
 * The tour as a GPX 1.1 route (topografix.com) for navigation devices: a route point a city, and the first one again at the
 * end. Throws a `ProblemError` off the map.
 */
export function gpx({ title, view, order, length }: Tour): string {
  if (view.surface !== 'map')
    throw new ProblemError(
      'GPX needs longitudes and latitudes, which this problem lacks: write .tour or .csv.',
    );
  const around = order.length > 1 ? [...Array.from(order), order[0]!] : Array.from(order);
  const points = around.map((city) => {
    const [lon, lat] = [normalLongitude(view.xy[2 * city]!), view.xy[2 * city + 1]!];
    return `    <rtept lat="${decimal(lat)}" lon="${decimal(lon)}"><name>${escaped(view.names[city] ?? '')}</name></rtept>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="Lehr" xmlns="http://www.topografix.com/GPX/1/1">',
    `  <metadata><name>${escaped(title)}</name></metadata>`,
    '  <rte>',
    `    <name>${escaped(title)}</name>`,
    `    <desc>${order.length} places, ${escaped(lengthForPeople(length, view.unit))}, found by Lehr</desc>`,
    ...points,
    '  </rte>',
    '</gpx>',
    '',
  ].join('\n');
}

/** xsd:decimal has no exponent. */
function decimal(value: number): string {
  const text = String(value);
  return text.includes('e')
    ? value
        .toFixed(40)
        .replace(/\.?0+$/, '')
        .replace(/^-0$/, '0')
    : text;
}
