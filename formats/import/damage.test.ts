/** Files as they come: cut off, mixed up, edited by hand. Whatever is wrong is told in one line; whatever is read can be annealed. */
import fc from 'fast-check';
import { test } from 'vitest';
import { kinds } from '../../anneal/kinds.ts';
import { FileError } from './file-error.ts';
import { readProblem } from './import.ts';

const WHOLE = [
  'NAME : a\nTYPE : TSP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 3.5 4\n3 6 1e1\n4 -7 9\nEOF\n',
  'NAME: b\nTYPE: TSP\nDIMENSION: 3\nEDGE_WEIGHT_TYPE: GEO\nNODE_COORD_SECTION\n1 16.47 96.10\n2 16.47 94.44\n3 20.09 92.54\n',
  'NAME: c\nTYPE: TSP\nDIMENSION: 3\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: LOWER_DIAG_ROW\nEDGE_WEIGHT_SECTION\n0 5 0\n7 6 0\nDISPLAY_DATA_SECTION\n1 1 1\n2 2 2\n3 3 1\nEOF',
  'Kunde;Breitengrad;Länge\n"Müller & Co; Hof";48,1;11,5\nB;48,2;11,6\n',
  'name,x,y\na,100,200\nb,3000,4000\n"c ""d""",50,60\n',
  '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"x"},"geometry":{"type":"Point","coordinates":[1,2]}},{"type":"Feature","properties":null,"geometry":{"type":"MultiPoint","coordinates":[[3,4],[5,6,7]]}}]}',
  '<?xml version="1.0"?><gpx version="1.1"><rte><rtept lat="1" lon="2"><name>a&amp;b</name></rtept><rtept lat="2" lon="3"/></rte><wpt lat="4" lon="4"/></gpx>',
  '4 3\n1 2 3\n2 3 -4\n3 4 2.5\n',
  '# vartype=BINARY\n0 0 -3\n0 1 2\n1 0 2\n7 7 -1\n',
  'c hi\np qubo 0 3 1 1\n0 0 -1\n0 2 2\n',
];

/** What this test has found: an edge without a weight beside one with very many decimals, and a header of several lines. */
const FOUND = ['4 3\n1 2 5e-3243\n 3 4\n3 4 2.5\n', '"lat\nx",lon\n"ame\n1",2\nb,3\n', 'lat,lon\n"a\n1",2\n'];

const SCRAPS = fc.constantFrom(
  ...[
    '0',
    '-1',
    '1e999',
    'NaN',
    '\0',
    '\ufeff',
    '\r',
    '\n',
    ' ',
    '"',
    '<',
    '{',
    '[',
    ']',
    '}',
    ',',
    ';',
    ':',
    '#',
    '.',
  ],
  ...[
    'EOF',
    'null',
    '99999999999999999999',
    '0x10',
    '5e-324',
    'é',
    '😀',
    '\t',
    '__proto__',
    'toString',
    '&#x0;',
  ],
  ...[
    '<!ENTITY x "y">',
    'DIMENSION : 3\n',
    'EDGE_WEIGHT_TYPE : GEO\n',
    '# vartype=SPIN\n',
    'p qubo 0 1 1 1\n',
  ],
);

/** Where, of a thousand; how many characters go; what comes instead: a scrap, or a piece of the file. */
const EDIT = fc.tuple(fc.nat(1_000), fc.nat(8), fc.oneof(SCRAPS, fc.constant(''), fc.nat(1_000)));

const damaged = fc
  .tuple(fc.constantFrom(...WHOLE), fc.array(EDIT, { minLength: 1, maxLength: 4 }))
  .map(([whole, edits]) =>
    edits.reduce((text, [where, gone, instead]) => {
      const place = (thousandth: number) => Math.floor((thousandth * text.length) / 1_000);
      const piece = typeof instead === 'string' ? instead : text.slice(place(instead), place(instead) + 30);
      return text.slice(0, place(where)) + piece + text.slice(place(where) + gone);
    }, whole),
  );

test('a damaged file is refused in one line, or is a problem that can be annealed', () => {
  fc.assert(
    fc.property(damaged, (text) => {
      try {
        const read = readProblem(text, { title: 'any' });
        if ('needsColumns' in read) return;
        const kind = kinds.get(read.kind)!;
        const problem = kind.decode(kind.encode(read.problem));
        const kernel = kind.createKernel(problem);
        kernel.start({ seed: 1, state: null, schedule: { from: 0, to: 0 }, moves: 2 });
        kernel.run(2);
        const { state, energy } = kernel.answer();
        if (kind.energy(read.problem, state) !== energy) throw new Error('the energy is another one');
      } catch (error) {
        if (!(error instanceof FileError) || error.message.includes('\n')) throw error;
      }
    }),
    { numRuns: 1_000, examples: [...WHOLE, ...FOUND].map((text) => [text]) },
  );
});
