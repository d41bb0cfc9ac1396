import type { GeoPermissibleObjects } from 'd3-geo';
import type { JobFinders, JobSample } from '../../peer/procedures.ts';
import type { MeasuredTour, Tour } from './tour.ts';

/** What any format may ask for. */
export interface Result extends Portrait, MeasuredTour {}

/** A tour with all that a poster tells of it. */
export interface Portrait extends Tour {
  /** Length of the tour that was there before, to say what was saved; null or absent: there was none. */
  readonly given?: number | null;
  /** For people: "21 November 2026". */
  readonly date?: string;
  readonly finders?: JobFinders['donors'];
  /** How the best came down. */
  readonly history?: readonly JobSample[];
  readonly ink?: 'dark' | 'light';
  /** Coasts, to be drawn below a tour on the map. */
  readonly land?: GeoPermissibleObjects;
  /** Absent: English. */
  readonly words?: PosterWords;
}

/** What a poster says, in somebody's language. */
export interface PosterWords {
  /** BCP 47: how numbers are written. */
  readonly locale: string;
  readonly length: string;
  readonly saved: string;
  cities(count: number): string;
  donors(count: number): string;
  /** Above the names of who found improvements. */
  readonly foundBy: string;
  /** Above the curve. */
  readonly curve: string;
  /** Below all. */
  readonly made: string;
  /** Names that have no room. */
  more(count: number): string;
}

export const ENGLISH: PosterWords = {
  locale: 'en',
  length: 'length',
  saved: 'saved',
  cities: (count) => (count === 1 ? 'city' : 'cities'),
  donors: (count) => (count === 1 ? 'donor' : 'donors'),
  foundBy: 'Found by',
  curve: 'How the tour got shorter',
  made: 'Annealed in borrowed browsers by Lehr',
  more: (count) => `and ${count} more`,
};
