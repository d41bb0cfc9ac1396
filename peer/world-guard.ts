/** Guards of ready-made problems. */
import type { WorldCountry, WorldProblem, WorldWish } from './procedures.ts';
import { hex, integer, listOf, nullable, record, text } from './shape.ts';
import { count } from './values.ts';

const country = text(2);
export const worldWish = record<WorldWish>({ country: nullable(country), count: integer(1, 1_000_000) });
export const worldProblem = record<WorldProblem>({
  title: text(200),
  kind: text(32),
  n: count,
  problem: hex(64),
  view: hex(64),
});
export const worldCountries = record<{ readonly countries: readonly WorldCountry[] }>({
  countries: listOf(record<WorldCountry>({ country, cities: count }), 1_000),
});
