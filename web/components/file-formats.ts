import type { ProblemView } from '../../peer/procedures.ts';
import type { FileFormat } from '../../worker/files/protocol.ts';

export const MEDIA_TYPES: Readonly<Record<FileFormat, string>> = {
  tour: 'text/plain;charset=utf-8',
  geojson: 'application/geo+json',
  csv: 'text/csv;charset=utf-8',
  gpx: 'application/gpx+xml',
  svg: 'image/svg+xml',
  txt: 'text/plain;charset=utf-8',
  json: 'application/json',
};

export interface OfferedFormat {
  readonly format: FileFormat;
  /** What the problem lacks for it; null: nothing. */
  readonly lacks: 'notOnMap' | 'noPlaces' | null;
}

/** What a result may be written as, by how its problem is drawn. */
export function formatsFor(surface: ProblemView['surface']): readonly OfferedFormat[] {
  if (surface === 'spins') return (['txt', 'json'] as const).map((format) => ({ format, lacks: null }));
  const onMap = surface === 'map' ? null : 'notOnMap';
  const placed = surface === 'none' ? 'noPlaces' : null;
  return [
    { format: 'geojson', lacks: onMap },
    { format: 'tour', lacks: null },
    { format: 'svg', lacks: placed },
  ];
}

/** Characters that some system forbids in names, or that make a path. */
const FORBIDDEN = /[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu;
const LONGEST = 80;
/** Names that Windows keeps for devices. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** The job's title as a file's name: what it says, without what a file system does not take. */
export function fileName(title: string, format: FileFormat): string {
  const plain = title
    .replaceAll(FORBIDDEN, ' ')
    .replaceAll(/\s+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  const short = Array.from(plain)
    .slice(0, LONGEST)
    .join('')
    .replace(/[-.]+$/, '');
  const name = short === '' || DEVICES.test(short) ? `lehr-${short}`.replace(/-$/, '') : short;
  return `${name}.${format}`;
}
