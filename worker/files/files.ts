/** Reads what people drop into a page and writes what they take away: in a Worker, for files are large. */
import { transfer } from 'comlink';
import { ProblemError } from '../../anneal/kind.ts';
import { kinds } from '../../anneal/kinds.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import { encodeTour } from '../../anneal/tsp/state.ts';
import { decodeText } from '../../formats/import/decode.ts';
import { FileError } from '../../formats/import/file-error.ts';
import { givenLength, givenOrder } from '../../formats/import/given-tour.ts';
import { MAX_FILE_BYTES, readProblem } from '../../formats/import/import.ts';
import type { ImportedProblem } from '../../formats/import/imported.ts';
import type { ProblemView } from '../../peer/procedures.ts';
import { extentOf } from './extent.ts';
import { linesAround, withLine } from './lines.ts';
import type {
  ColumnMapping,
  Fault,
  FileFormat,
  FileService,
  Parcel,
  Reading,
  Result,
  Source,
  WrittenFile,
} from './protocol.ts';
import { written } from './written.ts';

/** Through fewer there is one round trip alone: nothing to look for. */
const LEAST_PLACES = 4;

export class Files implements FileService {
  #text = '';
  /** Names what has no name of its own. */
  #title = '';
  #columns: ColumnMapping | null = null;
  #problem: ImportedProblem | null = null;

  async read(source: Source): Promise<Reading> {
    this.#problem = null;
    this.#columns = null;
    if (source.is === 'stored') return this.#attempt(() => this.#take(stored(source)));
    this.#title = source.is === 'file' ? source.file.name.replace(/\.[^.]*$/, '') : '';
    if (source.is === 'text') this.#text = source.text;
    else {
      const { file } = source;
      if (file.size > MAX_FILE_BYTES) return fault(String(file.size), 'large');
      // A file that changed on disk since it was chosen cannot be read.
      const bytes = await file.arrayBuffer().catch(() => null);
      if (!bytes) return fault('', 'gone');
      this.#text = decodeText(new Uint8Array(bytes));
    }
    return this.#parse();
  }

  mend(line: number, text: string): Reading {
    this.#text = withLine(this.#text, line, text);
    return this.#parse();
  }

  choose(columns: ColumnMapping): Reading {
    this.#columns = columns;
    return this.#parse();
  }

  pack(): Parcel {
    const imported = this.#problem;
    if (!imported) throw new Error('nothing was read that could be handed in');
    const problem = kinds.get(imported.kind)!.encode(imported.problem);
    const view = new TextEncoder().encode(JSON.stringify(imported.view));
    const start = imported.kind === 'tsp' ? encodeTour(givenOrder(imported.problem)) : null;
    const parcel = { kind: imported.kind, problem, view, start };
    return transfer(parcel, [problem.buffer, view.buffer, ...(start ? [start.buffer] : [])]);
  }

  given(kind: string, problem: Uint8Array): number | null {
    return kind === 'tsp' || kind === 'tsp-classic' ? givenLength(tsp.decode(problem)) : null;
  }

  write(format: FileFormat, result: Result): Promise<WrittenFile> {
    return written(format, result);
  }

  #parse(): Reading {
    return this.#attempt(() => {
      const columns = this.#columns;
      const read = readProblem(this.#text, { title: this.#title, ...(columns ? { columns } : {}) });
      return 'needsColumns' in read ? { is: 'unclear', table: read.needsColumns } : this.#take(read);
    });
  }

  #take(imported: ImportedProblem): Reading {
    const { n } = imported.problem;
    if (imported.kind === 'tsp' && n < LEAST_PLACES) return fault(String(n), 'few');
    this.#problem = imported;
    const { title, kind, problem, view } = imported;
    const xy = Float64Array.from(view.xy);
    const reading: Reading = {
      is: 'problem',
      title,
      kind,
      n: problem.n,
      surface: view.surface,
      xy,
      unit: view.unit,
      source: view.source ?? '',
      // Ready-made cities are listed by size, which is nobody's tour.
      given: kind === 'tsp' && view.source === undefined ? givenLength(problem) : null,
      extent: extentOf(view),
      notes: imported.notes ?? [],
    };
    return transfer(reading, [xy.buffer]);
  }

  #attempt(read: () => Reading): Reading {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const place = error instanceof FileError ? error.place : null;
      const around = place ? linesAround(this.#text, place.line) : [];
      return { ...fault(error.message, 'content'), ...(place ?? {}), around };
    }
  }
}

function stored({ title, problem, view }: Extract<Source, { is: 'stored' }>): ImportedProblem {
  const drawn = JSON.parse(new TextDecoder().decode(view)) as ProblemView;
  return { title, kind: 'tsp', problem: tsp.decode(problem), view: drawn };
}

function fault(message: string, why: Fault['why']): Fault {
  return { is: 'fault', message, why, line: null, column: null, around: [] };
}
