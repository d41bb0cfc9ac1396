import { ProblemError } from '../../anneal/kind.ts';
import { cutAtAntimeridian, normalLongitude } from './antimeridian.ts';
import type { Tour } from './tour.ts';

/**
 * The tour as GeoJSON (RFC 7946): one closed LineString, or a MultiLineString where it crosses the antimeridian, and a
 * Point for each city with its name and its place in the tour, from 1. Throws a `ProblemError` off the map.
 */
export function geojson(tour: Tour): string {
  const { title, view, order } = tour;
  if (view.surface !== 'map')
    throw new ProblemError(
      'GeoJSON needs longitudes and latitudes, which this problem lacks: write .tour, .csv or .svg.',
    );
  const lines = cutAtAntimeridian(view.xy, order);
  const route = {
    type: 'Feature',
    properties: { name: title, length: tour.length, unit: view.unit, cities: order.length },
    geometry:
      lines.length === 1
        ? { type: 'LineString', coordinates: lines[0] }
        : { type: 'MultiLineString', coordinates: lines },
  };
  const cities = Array.from(order, (city, i) => ({
    type: 'Feature',
    properties: { name: view.names[city] ?? '', order: i + 1 },
    geometry: {
      type: 'Point',
      coordinates: [normalLongitude(view.xy[2 * city]!), view.xy[2 * city + 1]],
    },
  }));
  return `${JSON.stringify({ type: 'FeatureCollection', features: [route, ...cities] })}\n`;
}
