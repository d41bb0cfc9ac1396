import { columnsMissing, csv, type NeedsColumns } from './csv.ts';
import type { ColumnMapping } from './csv-columns.ts';
import { asFileErrors, FileError } from './file-error.ts';
import { geojson } from './geojson.ts';
import { gpx } from './gpx.ts';
import { gset } from './gset.ts';
import type { ImportedProblem } from './imported.ts';
import { spinModel } from './spin-model.ts';
import { tsplib } from './tsplib.ts';

const NAMES = 'TSPLIB (.tsp), CSV, GeoJSON, GPX, G-set graphs, and QUBO and Ising models (COO, qbsolv)';

/** Room for the largest matrix Lehr takes, written out in full. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

export type FileFormat = 'tsplib' | 'csv' | 'geojson' | 'gpx' | 'gset' | 'spins';

export interface ImportOptions {
  /** Names what has no name of its own: the file's name without its ending. */
  readonly title: string;
  /** Of a CSV whose header does not say which columns are what. */
  readonly columns?: ColumnMapping;
}

/** Tells the formats apart by content, whatever the file is called. Throws a `FileError` for what is none. */
export function formatOf(text: string): FileFormat {
  if (text.startsWith('PK\u0003\u0004'))
    throw new FileError(
      'This is a ZIP file, as spreadsheets (.xlsx, .ods) and .kmz are; save it as CSV or GPX.',
    );
  if (text.includes('\0')) throw new FileError(`This is no text; Lehr reads ${NAMES}.`);
  const head = text.slice(0, 4096).replace(/^\ufeff/, '');
  if (/^\s*[{[]/.test(head)) return 'geojson';
  if (/^\s*</.test(head)) return 'gpx';
  if (/^\s*(NAME|TYPE|COMMENT|DIMENSION|EDGE_WEIGHT_TYPE)\s*:/im.test(head)) return 'tsplib';
  if (/^p\s+qubo\s|^#\s*vartype\s*=/im.test(head)) return 'spins';
  // A CSV file has a header, so one that begins with numbers between spaces is none: two of them, or a term of three.
  const [first = ''] = /^(?!\s*#)\s*\S.*$/m.exec(head) ?? [];
  if (/^\s*\d+[ \t]+\d+\s*$/.test(first)) return 'gset';
  return /^\s*\d+[ \t]+\d+[ \t]+[-+.\d]\S*\s*$/.test(first) ? 'spins' : 'csv';
}

/** Reads a file, or says what to ask people first. Throws a `FileError`, and nothing else. */
export function readProblem(text: string, options: ImportOptions): ImportedProblem | NeedsColumns {
  const { title } = options;
  if (text.length > MAX_FILE_BYTES)
    throw new FileError(`The file has ${text.length} characters; the limit is ${MAX_FILE_BYTES}.`);
  return asFileErrors(() => {
    switch (formatOf(text)) {
      case 'tsplib':
        return tsplib(text);
      case 'geojson':
        return geojson(text, title);
      case 'gpx':
        return gpx(text.replace(/^\ufeff/, ''), title);
      case 'gset':
        return gset(text, title);
      case 'spins':
        return spinModel(text, title);
      case 'csv':
        return csv(text, options);
    }
  });
}

/** As `readProblem`, where nobody can be asked: unclear columns are a `FileError` too. */
export function importText(text: string, title: string): ImportedProblem {
  const read = readProblem(text, { title });
  if ('needsColumns' in read) throw new FileError(columnsMissing(read.needsColumns), { line: 1, column: 1 });
  return read;
}
