/** What a page and the Worker that reads and writes files for it say to each other, through Comlink. Types only. */
import type { PosterWords } from '../../formats/export/result.ts';
import type { ColumnMapping, CsvTable } from '../../formats/import/csv-columns.ts';
import type { Job, ProblemView } from '../../peer/procedures.ts';
import type { NumberedLine } from './lines.ts';

export type { ColumnMapping, CsvTable, NumberedLine };

/** Where the cities come from. */
export type Source =
  | { readonly is: 'file'; readonly file: File }
  | { readonly is: 'text'; readonly text: string }
  /** A problem of the kind `tsp` that the server has already: its blobs. */
  | {
      readonly is: 'stored';
      readonly title: string;
      readonly problem: Uint8Array;
      readonly view: Uint8Array;
    };

/** What became of a source. */
export type Reading = ReadProblem | Unclear | Fault;

export interface ReadProblem {
  readonly is: 'problem';
  readonly title: string;
  readonly kind: 'tsp' | 'maxcut';
  /** Cities, or spins. */
  readonly n: number;
  readonly surface: ProblemView['surface'];
  /** As in the view, in one piece, which crosses between threads at no cost. */
  readonly xy: Float64Array;
  readonly unit: string;
  /** Whom the data is from, to be credited; empty: nobody. */
  readonly source: string;
  /** Length of the round trip in the order of the source; null where the problem is no tour, or the order nobody's. */
  readonly given: number | null;
  /** Width and height of the smallest box around the cities: metres on the map, else the file's units; null without places. */
  readonly extent: { readonly wide: number; readonly tall: number } | null;
  /** What the file has besides and was left out, a sentence each. */
  readonly notes: readonly string[];
}

/** A table whose header does not say where the places are. */
export interface Unclear {
  readonly is: 'unclear';
  readonly table: CsvTable;
}

export interface Fault {
  readonly is: 'fault';
  /** In one line for people: what is wrong and what to do. `gone`: the file changed since it was chosen; `large`: too many bytes, and `few`: too few places to choose between round trips, the message their number; `ended`: the Worker broke down. */
  readonly message: string;
  readonly why: 'content' | 'gone' | 'large' | 'few' | 'ended';
  /** From 1; null where no single line is at fault. */
  readonly line: number | null;
  readonly column: number | null;
  /** The lines around, the one at fault among them; empty where none is. */
  readonly around: readonly NumberedLine[];
}

/** What a job needs, as bytes to store. */
export interface Parcel {
  readonly kind: string;
  readonly problem: Uint8Array;
  readonly view: Uint8Array;
  /** The order of the source as a state to start from. */
  readonly start: Uint8Array | null;
}

export type FileFormat = 'tour' | 'geojson' | 'csv' | 'gpx' | 'svg' | 'txt' | 'json';

/** A job's result as it is to be written. */
export interface Result {
  /** With its best. */
  readonly job: Job;
  /** Its blobs. */
  readonly problem: Uint8Array;
  readonly view: Uint8Array;
  /** Length in the order it came in; null where unknown. */
  readonly given: number | null;
  /** For people: "21 November 2026". */
  readonly date: string;
  readonly words: SentPosterWords;
}

/** What a poster says, as far as it can cross between threads: see PosterWords. */
export interface SentPosterWords extends Omit<PosterWords, 'cities' | 'donors' | 'more'> {
  /** What so many cities, and so many donors, are called. */
  readonly cities: string;
  readonly donors: string;
  /** With `#` for the number of names that have no room. */
  readonly more: string;
}

export interface WrittenFile {
  /** Made of the job's title. */
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly text: string;
}

/** The Worker's side. One source at a time: a new one takes the place of the last. */
export interface FileService {
  read(source: Source): Promise<Reading>;
  /** The source again, with this line in place of the one at fault. */
  mend(line: number, text: string): Reading;
  /** The source again, its columns as chosen. */
  choose(columns: ColumnMapping): Reading;
  /** What the problem last read needs. Throws where none was. */
  pack(): Parcel;
  /** Length of a tour problem in the order of its cities; null for other kinds. */
  given(kind: string, problem: Uint8Array): number | null;
  /** The result in a file format; rejects with a ProblemError where the format cannot hold it. */
  write(format: FileFormat, result: Result): Promise<WrittenFile>;
}
