import type { ProblemView } from '../../peer/procedures.ts';
import type { FileFormat } from '../../worker/files/protocol.ts';

export interface OfferedFormat {
  readonly format: FileFormat;
  /** What the problem lacks for it; null: nothing. */
  readonly lacks: 'notOnMap' | 'noPlaces' | null;
}

/** What a result may be written as, by how its problem is drawn; what dispatchers take first of all first. */
export function formatsFor(surface: ProblemView['surface']): readonly OfferedFormat[] {
  if (surface === 'spins') return (['txt', 'json'] as const).map((format) => ({ format, lacks: null }));
  return [
    { format: 'csv', lacks: null },
    { format: 'gpx', lacks: surface === 'map' ? null : 'notOnMap' },
    { format: 'geojson', lacks: surface === 'map' ? null : 'notOnMap' },
    { format: 'tour', lacks: null },
    { format: 'svg', lacks: surface === 'none' ? 'noPlaces' : null },
  ];
}
