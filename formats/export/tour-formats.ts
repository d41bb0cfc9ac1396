/** What a tour may be written as: one table for the command line and the pages. */
import { csv } from './csv.ts';
import { geojson } from './geojson.ts';
import { gpx } from './gpx.ts';
import { poster } from './poster/poster.ts';
import type { Result } from './result.ts';
import { tsplibTour } from './tsplib-tour.ts';

export interface TourFormat {
  /** Longitudes and latitudes, any coordinates, or nothing are needed. */
  readonly needs: 'map' | 'coordinates' | 'nothing';
  /** Throws a `ProblemError` where the problem has not what is needed. */
  readonly write: (result: Result) => string;
}

/** By the ending of a file's name. */
export const TOUR_FORMATS = {
  '.tour': { needs: 'nothing', write: tsplibTour },
  '.geojson': { needs: 'map', write: geojson },
  '.csv': { needs: 'nothing', write: csv },
  '.gpx': { needs: 'map', write: gpx },
  '.svg': { needs: 'coordinates', write: poster },
} as const satisfies Readonly<Record<string, TourFormat>>;

export type TourEnding = keyof typeof TOUR_FORMATS;

/** Those that a problem of this surface can be written as. */
export function formatsFor(surface: Result['view']['surface']): TourEnding[] {
  const has = {
    map: ['map', 'coordinates', 'nothing'],
    plane: ['coordinates', 'nothing'],
    none: ['nothing'],
  };
  const given = surface === 'spins' ? [] : has[surface];
  return (Object.keys(TOUR_FORMATS) as TourEnding[]).filter((ending) =>
    given.includes(TOUR_FORMATS[ending].needs),
  );
}
