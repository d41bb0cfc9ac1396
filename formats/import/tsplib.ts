import { euclidean, MAX_CITIES, matrix, type Rounding, type TspProblem } from '../../anneal/tsp/problem.ts';
import type { ProblemView } from '../../peer/procedures.ts';
import { FileError } from './file-error.ts';
import type { ImportedTsp } from './imported.ts';
import { geoDegrees, geoWeights } from './tsplib-geo.ts';
import { MATRIX_FORMATS, type MatrixFormat, matrixWeights } from './tsplib-matrix.ts';
import {
  type Coordinates,
  fail,
  type Line,
  readCoordinates,
  readNumbers,
  type Section,
} from './tsplib-section.ts';

const ROUNDINGS: Readonly<Record<string, Rounding>> = { EUC_2D: 'nearest', CEIL_2D: 'up', ATT: 'att' };
const WEIGHT_TYPES = [...Object.keys(ROUNDINGS), 'GEO', 'EXPLICIT'];
/** Keywords whose values are words of TSPLIB. */
const CHOICES: ReadonlySet<string> = new Set(['TYPE', 'EDGE_WEIGHT_TYPE', 'EDGE_WEIGHT_FORMAT']);
const DATA_SECTIONS = ['NODE_COORD_SECTION', 'EDGE_WEIGHT_SECTION', 'DISPLAY_DATA_SECTION'];

/**
 * Reads a symmetric TSP in the format of TSPLIB 95 (G. Reinelt): EUC_2D, CEIL_2D, ATT, GEO, and EXPLICIT as a full or
 * triangular matrix. Throws a `FileError` that names the line and says what to do.
 */
export function tsplib(text: string): ImportedTsp {
  const { header, sections } = split(text);
  checkType(header);
  const n = dimension(header);
  const weightType = header.get('EDGE_WEIGHT_TYPE');
  if (weightType === undefined)
    throw new FileError(`The file has no EDGE_WEIGHT_TYPE; add one of ${WEIGHT_TYPES.join(', ')}.`);
  const title = header.get('NAME')?.text ?? 'A tour';
  const rounding = ROUNDINGS[weightType.text];
  if (rounding !== undefined) {
    const { xy, names } = coordinates(sections, n);
    return imported(title, euclidean(xy, rounding), { surface: 'plane', xy: [...xy], names, unit: '' });
  }
  if (weightType.text === 'GEO') {
    const { xy, names } = coordinates(sections, n, true);
    const view: ProblemView = { surface: 'map', xy: geoDegrees(xy), names, unit: 'km' };
    return imported(title, matrix(n, geoWeights(xy)), view);
  }
  if (weightType.text !== 'EXPLICIT')
    return fail(weightType, `${weightType.text} is not supported; Lehr reads ${WEIGHT_TYPES.join(', ')}.`);
  return imported(title, explicit(header, sections, n), drawing(sections, n));
}

function imported(title: string, problem: TspProblem, view: ProblemView): ImportedTsp {
  return { title, kind: 'tsp', problem, view };
}

/** Keywords, in capitals whatever the file has, with their values, and the lines of each data section. */
function split(text: string): { header: Map<string, Line>; sections: Map<string, Section> } {
  const header = new Map<string, Line>();
  const sections = new Map<string, Section>();
  let open: Line[] | null = null;
  for (const [i, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line: Line = { text: raw.trim(), number: i + 1 };
    if (line.text.toUpperCase() === 'EOF') break;
    if (line.text === '') continue;
    const [, word = '', value] = /^([A-Z][A-Z0-9_]*)\s*(?::\s*(.*))?$/i.exec(line.text) ?? [];
    const keyword = word.toUpperCase();
    const opens = keyword.endsWith('_SECTION');
    if (!opens && value === undefined) {
      if (open === null)
        fail(line, `"${line.text.slice(0, 40)}" is no "KEYWORD : value" and follows no _SECTION.`);
      open.push(line);
    } else if (opens) {
      if (!DATA_SECTIONS.includes(keyword))
        fail(line, `${keyword} is not supported; Lehr reads ${DATA_SECTIONS.join(', ')}.`);
      open = [];
      sections.set(keyword, { start: line, lines: open });
    } else {
      open = null;
      const text = CHOICES.has(keyword) ? value.trim().toUpperCase() : value.trim();
      header.set(keyword, { text, number: line.number });
    }
  }
  return { header, sections };
}

function checkType(header: ReadonlyMap<string, Line>): void {
  const type = header.get('TYPE');
  // Some files add a note after the word: "TSP (M.~Hofmeister)".
  if (type !== undefined && type.text.split(/\s/)[0] !== 'TSP')
    fail(type, `TYPE ${type.text} is not supported; Lehr solves the symmetric TYPE TSP.`);
}

function dimension(header: ReadonlyMap<string, Line>): number {
  const line = header.get('DIMENSION');
  if (line === undefined)
    throw new FileError('The file has no DIMENSION; add "DIMENSION : <number of cities>".');
  const n = Number(line.text);
  if (!Number.isInteger(n) || n < 1 || n > MAX_CITIES)
    return fail(line, `DIMENSION is "${line.text}"; it must be a whole number from 1 to ${MAX_CITIES}.`);
  return n;
}

function coordinates(sections: ReadonlyMap<string, Section>, n: number, isGeo = false): Coordinates {
  const section = sections.get('NODE_COORD_SECTION');
  if (section === undefined)
    throw new FileError('The file has no NODE_COORD_SECTION; this EDGE_WEIGHT_TYPE needs one.');
  return readCoordinates(section, n, isGeo);
}

function explicit(
  header: ReadonlyMap<string, Line>,
  sections: ReadonlyMap<string, Section>,
  n: number,
): TspProblem {
  const known = Object.keys(MATRIX_FORMATS).join(', ');
  const format = header.get('EDGE_WEIGHT_FORMAT');
  if (format === undefined)
    throw new FileError(`EXPLICIT weights need an EDGE_WEIGHT_FORMAT: one of ${known}.`);
  if (!(format.text in MATRIX_FORMATS))
    return fail(format, `EDGE_WEIGHT_FORMAT ${format.text} is not supported; Lehr reads ${known}.`);
  const section = sections.get('EDGE_WEIGHT_SECTION');
  if (section === undefined)
    throw new FileError('EXPLICIT weights need an EDGE_WEIGHT_SECTION; there is none.');
  return matrix(n, matrixWeights(format.text as MatrixFormat, n, readNumbers(section)));
}

/** Where to draw the cities of a matrix, if the file says. */
function drawing(sections: ReadonlyMap<string, Section>, n: number): ProblemView {
  const section = sections.get('DISPLAY_DATA_SECTION') ?? sections.get('NODE_COORD_SECTION');
  const names = Array.from({ length: n }, (_, i) => String(i + 1));
  if (section === undefined) return { surface: 'none', xy: [], names, unit: '' };
  return { surface: 'plane', xy: [...readCoordinates(section, n).xy], names, unit: '' };
}
