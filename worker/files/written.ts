import { decodeSpins } from '../../anneal/maxcut/state.ts';
import { decodeTour } from '../../anneal/tsp/state.ts';
import { geojson } from '../../formats/export/geojson.ts';
import { type Partition, partitionJson, partitionText } from '../../formats/export/partition.ts';
import { svg } from '../../formats/export/svg.ts';
import type { Tour } from '../../formats/export/tour.ts';
import { tsplibTour } from '../../formats/export/tsplib-tour.ts';
import type { FileFormat, Result } from './protocol.ts';

/** A job's result as the text of a file. Throws a `ProblemError` where the format cannot hold it. */
export function written(format: FileFormat, { job, view }: Result): string {
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
      return svg(tour());
    case 'txt':
      return partitionText(partition());
    case 'json':
      return partitionJson(partition());
    default:
      throw new Error(`${format} is not there yet`);
  }
}
