import type { GeoPermissibleObjects } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { decodeSpins } from '../../anneal/maxcut/state.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import { decodeTour } from '../../anneal/tsp/state.ts';
import { partitionJson, partitionText } from '../../formats/export/partition.ts';
import type { PosterWords, Result as TourResult } from '../../formats/export/result.ts';
import { TOUR_FORMATS } from '../../formats/export/tour-formats.ts';
import type { JobBest, ProblemView } from '../../peer/procedures.ts';
import { fileName } from './file-name.ts';
import type { FileFormat, Result, SentPosterWords, WrittenFile } from './protocol.ts';

const TYPES: Readonly<Record<FileFormat, string>> = {
  tour: 'text/plain;charset=utf-8',
  geojson: 'application/geo+json',
  csv: 'text/csv;charset=utf-8',
  gpx: 'application/gpx+xml',
  svg: 'image/svg+xml',
  txt: 'text/plain;charset=utf-8',
  json: 'application/json',
};

/** A job's result as a file. Throws a `ProblemError` where the format cannot hold it. */
export async function written(format: FileFormat, result: Result): Promise<WrittenFile> {
  const { job, view } = result;
  if (!job.best) throw new Error(`"${job.title}" has no result yet`);
  const drawn = JSON.parse(new TextDecoder().decode(view)) as ProblemView;
  const text =
    format === 'txt' || format === 'json'
      ? partition(format, result, job.best, drawn)
      : TOUR_FORMATS[`.${format}`].write(await portrait(format, result, job.best, drawn));
  return { name: fileName(job.title, format), type: TYPES[format], text };
}

function partition(format: 'txt' | 'json', { job }: Result, best: JobBest, { unit }: ProblemView): string {
  const spins = decodeSpins(best.state, job.n);
  const write = format === 'txt' ? partitionText : partitionJson;
  return write({ title: job.title, unit, spins, energy: best.energy });
}

async function portrait(
  format: FileFormat,
  { job, problem, given, date, words }: Result,
  best: JobBest,
  view: ProblemView,
): Promise<TourResult> {
  return {
    title: job.title,
    view,
    problem: tsp.decode(problem),
    order: decodeTour(best.state, job.n),
    length: best.energy,
    given,
    date,
    words: spoken(words),
    finders: job.finders.donors,
    history: job.history,
    ...(format === 'svg' && view.surface === 'map' ? { land: await land() } : {}),
  };
}

/** Words that crossed between threads, where functions cannot. */
function spoken(words: SentPosterWords): PosterWords {
  return {
    ...words,
    cities: () => words.cities,
    donors: () => words.donors,
    more: (count) => words.more.replace('#', String(count)),
  };
}

/** The world's coasts (Natural Earth, 1:50 million): 0.2 MB, fetched with the first poster of a map. */
async function land(): Promise<GeoPermissibleObjects> {
  const { default: world } = await import('world-atlas/land-50m.json');
  const topology = world as unknown as Topology<{ land: GeometryCollection }>;
  return feature(topology, topology.objects.land);
}
