import { decodeSpins } from '../../anneal/maxcut/state.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import { decodeTour } from '../../anneal/tsp/state.ts';
import { csv } from '../../formats/export/csv.ts';
import { geojson } from '../../formats/export/geojson.ts';
import { gpx } from '../../formats/export/gpx.ts';
import { type Partition, partitionJson, partitionText } from '../../formats/export/partition.ts';
import { poster } from '../../formats/export/poster/poster.ts';
import type { Tour } from '../../formats/export/tour.ts';
import { tsplibTour } from '../../formats/export/tsplib-tour.ts';
import type { FileFormat, Result } from './protocol.ts';

/** A job's result as the text of a file. Throws a `ProblemError` where the format cannot hold it. */
export function written(format: FileFormat, { job, view, given, problem }: Result): string {
  const { title, n, best } = job;
  if (!best) throw new Error(`${title} has no result yet`);
  const tour = (): Tour => ({ title, view, order: decodeTour(best.state, n), length: best.energy });
  const partition = (): Partition => ({
    title,
    unit: view.unit,
    spins: decodeSpins(best.state, n),
    energy: best.energy,
  });
  switch (format) {
    case 'tour':
      return tsplibTour(tour());
    case 'geojson':
      return geojson(tour());
    case 'svg':
      return poster({ ...tour(), given, finders: job.finders.donors, history: job.history });
    case 'gpx':
      return gpx(tour());
    case 'csv':
      if (!problem) throw new Error('legs are measured by the problem: its bytes are needed');
      return csv({ ...tour(), problem: tsp.decode(problem) });
    case 'txt':
      return partitionText(partition());
    case 'json':
      return partitionJson(partition());
  }
}
