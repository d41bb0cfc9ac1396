import { readdirSync, readFileSync } from 'node:fs';
import { parseAst } from 'vite';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../anneal/kind.ts';
import { importText } from '../../formats/import/import.ts';
import { faultIn } from './fault.ts';

const IMPORT = new URL('../../formats/import/', import.meta.url);
/** What only the command line reads. */
const ELSEWHERE = new Set(['partition.ts', 'tsplib-tour.ts', 'file-error.ts']);
/** Who says what is wrong, and which argument is the sentence. */
const SAY: Readonly<Record<string, number>> = {
  FileError: 0,
  ProblemError: 0,
  Misplaced: 1,
  failAt: 1,
  fail: 1,
  failInLine: 1,
  failAtWord: 2,
};

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Every sentence that stands in the file's code, 42 for what it tells. */
function sentencesOf(file: string): string[] {
  const root = parseAst(readFileSync(new URL(file, IMPORT), 'utf8'), { lang: 'ts' });
  return callsIn(root as unknown as Node).flatMap(({ callee, arguments: given }) => {
    const at = SAY[(callee as { name?: string }).name ?? ''];
    return at === undefined ? [] : saidBy((given as Node[])[at]);
  });
}

function callsIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(callsIn);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(callsIn);
  const { type } = value as Node;
  return type === 'CallExpression' || type === 'NewExpression' ? [value as Node, ...inner] : inner;
}

/** What an argument says if its words stand in the code; of a choice, all of them. */
function saidBy(node: Node | undefined): string[] {
  if (!node) return [];
  if (node.type === 'ConditionalExpression')
    return [...saidBy(node.consequent as Node), ...saidBy(node.alternate as Node)];
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : [];
  if (node.type !== 'TemplateLiteral') return [];
  const parts = node.quasis as { value: { cooked: string } }[];
  return [parts.map(({ value }) => value.cooked).join('42')];
}

const files = readdirSync(IMPORT).filter((file) => /^[\w-]+\.ts$/.test(file) && !ELSEWHERE.has(file));
/** Where only places are put together, nothing is said. */
const isSaid = (sentence: string) => /[a-z]{2}/.test(sentence.replace('Line', ''));
const sentences = files.flatMap((file) =>
  sentencesOf(file)
    .filter(isSaid)
    .map((sentence) => [file, sentence] as const),
);

describe('what is wrong with a file', () => {
  test('is found in the code that says it', () => {
    expect(sentences.length).toBeGreaterThan(45);
  });

  test.each(sentences)('%s: "%s" has German words', (_, sentence) => {
    // As a sentence of spins goes on behind its line.
    const message = sentence.startsWith(' ') ? `Line 42${sentence}` : sentence.replace(/^: /, '');
    const german = faultIn('de', message);
    expect(german).not.toBe(faultIn('en', message));
    expect(german).not.toMatch(/\{\d|\b(the|must|give|is)\b/);
  });

  test.each([
    [
      '\x89PNG\0',
      'This is no text; Lehr reads TSPLIB (.tsp), CSV, GeoJSON, GPX, G-set graphs, and QUBO and Ising models (COO, qbsolv).',
      'Das ist kein Text; Lehr liest TSPLIB (.tsp), CSV, GeoJSON, GPX, Graphen im G-set-Format sowie QUBO- und Ising-Modelle (COO, qbsolv).',
    ],
    [
      'lat,lon\n1,two\n',
      'Column 2 (lon) is "two"; give a number.',
      'Spalte 2 (lon): Hier steht „two“; gib eine Zahl an.',
    ],
    [
      'lat,lon\n1,\n',
      'Column 2 (lon) is empty; give a number.',
      'Spalte 2 (lon): Sie ist leer; gib eine Zahl an.',
    ],
    [
      'lat,lon\n91,2\n',
      'Column 1 (lat) is 91; it must lie between -90 and 90 degrees.',
      'Spalte 1 (lat): Hier steht 91; der Wert muss zwischen -90 und 90 Grad liegen.',
    ],
    [
      '<kml></kml>',
      'Column 1: the file is "kml"; Lehr reads GPX, GeoJSON, CSV and TSPLIB: save it as one.',
      'Spalte 1: Die Datei ist „kml“; Lehr liest GPX, GeoJSON, CSV und TSPLIB: Speichere sie als eines davon.',
    ],
    [
      '3 1\n1 4 1\n',
      'Column 2 is 4; numbers run from 1 to 3, the number of vertices in line 1.',
      /^Spalte 2: Hier steht 4;/,
    ],
  ])('%j is told once in each language, without the line that stands beside it', (text, english, german) => {
    const message = messageOf(text);
    expect(faultIn('en', message)).toBe(english);
    if (german instanceof RegExp) expect(faultIn('de', message)).toMatch(german);
    else expect(faultIn('de', message)).toBe(german);
  });

  test('what was left out of a file is told in German too', () => {
    expect(notesOf('<gpx><wpt lat="1" lon="2"/><trkpt lat="1" lon="2"/></gpx>')).toEqual([
      'Weggelassen: 1 Trackpunkt. Nur Wegpunkte sind Orte.',
    ]);
    const ring = [
      [
        [0, 0],
        [0, 1],
        [1, 1],
        [0, 0],
      ],
    ];
    const geometries = [
      { type: 'Point', coordinates: [1, 2] },
      { type: 'Polygon', coordinates: ring },
      { type: 'Polygon', coordinates: ring },
    ];
    expect(notesOf(JSON.stringify({ type: 'GeometryCollection', geometries }))).toEqual([
      'Weggelassen: 2 Vielecke. Nur Punkte sind Orte.',
    ]);
  });

  test('what a server says of a job that it does not take is told in German too', () => {
    const source = readFileSync(new URL('../../orchestrator/load-problem.ts', import.meta.url), 'utf8');
    const said = [...source.matchAll(/`((?:kind|problem|view|start) [^`]*)`/g)].map(([, words]) =>
      words!.replaceAll(/\$\{[^}]*\}/g, '42'),
    );
    const whole = said.filter((sentence) => !sentence.endsWith(': 42') || sentence.startsWith('kind'));
    expect(whole.length).toBe(4);
    for (const sentence of whole)
      expect(faultIn('de', sentence).toLowerCase()).not.toBe(sentence.toLowerCase());
  });

  test('what nobody translated stays as it is', () => {
    expect(faultIn('de', 'Something else.')).toBe('Something else.');
  });
});

function notesOf(text: string): string[] {
  const read = importText(text, 'x');
  return read.kind === 'tsp' ? (read.notes ?? []).map((note) => faultIn('de', note)) : [];
}

function messageOf(text: string): string {
  try {
    importText(text, 'x');
  } catch (error) {
    if (error instanceof ProblemError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}
