/** Cities on the map, as GeoJSON and GPX give them. */
import { greatCircle, MAX_CITIES } from '../../anneal/tsp/problem.ts';
import { FileError } from './file-error.ts';
import type { ImportedTsp } from './imported.ts';

/** What one kind of thing in a file gives. */
export interface Places {
  /** lon0, lat0, lon1, lat1 … in degrees. */
  readonly lonlat: number[];
  /** One a city; null where it has none. */
  readonly names: (string | null)[];
}

export function noPlaces(): Places {
  return { lonlat: [], names: [] };
}

export function countOf({ names }: Places): number {
  return names.length;
}

/** A way that ends where it began visits that city once: the last place is taken off. */
export function opened({ lonlat, names }: Places): Places {
  const closed = names.length > 1 && lonlat[0] === lonlat.at(-2) && lonlat[1] === lonlat.at(-1);
  return closed ? { lonlat: lonlat.slice(0, -2), names: names.slice(0, -1) } : { lonlat, names };
}

/** Throws a `FileError` where a file has more than Lehr takes; called at each place, so that reading ends there. */
export function checkCount(places: Places): void {
  if (countOf(places) > MAX_CITIES)
    throw new FileError(`The file has more than ${MAX_CITIES} places, which is the limit; leave some out.`);
}

export function onTheMap({ lonlat, names }: Places, title: string, notes: readonly string[]): ImportedTsp {
  return {
    title,
    kind: 'tsp',
    problem: greatCircle(Float64Array.from(lonlat)),
    view: { surface: 'map', xy: lonlat, names: names.map((name, i) => name ?? String(i + 1)), unit: 'm' },
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** Null where there is nothing to read; a name of several lines becomes one. */
export function nameOf(text: string): string | null {
  const name = text.replaceAll(/\s+/g, ' ').trim();
  return name === '' ? null : name.slice(0, 200);
}

/** "1 point", "12 points". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
