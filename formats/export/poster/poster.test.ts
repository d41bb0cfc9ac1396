import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { euclidean, greatCircle, matrix } from '../../../anneal/tsp/problem.ts';
import type { ProblemView } from '../../../peer/procedures.ts';
import { ENGLISH, type Result } from '../result.ts';
import { poster } from './poster.ts';

function result(surface: 'map' | 'plane', xy: number[], more: Partial<Result> = {}): Result {
  const names = Array.from({ length: xy.length / 2 }, (_, i) => `Stop ${i + 1}`);
  const flat = Float64Array.from(xy);
  return {
    title: 'Three stops',
    view: { surface, xy, names, unit: surface === 'map' ? 'm' : '' },
    problem: surface === 'map' ? greatCircle(flat) : euclidean(flat, 'nearest'),
    order: names.map((_, i) => i),
    length: 12_345_678,
    ...more,
  };
}

interface Drawn {
  readonly elements: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
  readonly texts: readonly string[];
}

/** Throws for what is no well-formed XML. */
function parsed(svg: string): Drawn {
  const drawn = {
    elements: [] as { name: string; attributes: Record<string, string> }[],
    texts: [] as string[],
  };
  const parser = new SaxesParser();
  let words = '';
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    drawn.elements.push({ name, attributes: attributes as Record<string, string> });
    if (name === 'text') words = '';
  });
  parser.on('text', (text) => {
    words += text;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'text') drawn.texts.push(words);
  });
  parser.write(svg).close();
  return drawn;
}

const tourOf = ({ elements }: Drawn) =>
  elements.find(({ attributes }) => attributes.id === 'tour')!.attributes.d!;
const pointsIn = (path: string) =>
  [...path.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

const FINDERS = [
  { name: 'Ada', improvements: 1_200 },
  { name: '<script>alert(1)</script>', improvements: 3 },
];
const HISTORY = [
  { elapsed: 0.5, energy: 900 },
  { elapsed: 4, energy: 400 },
  { elapsed: 9, energy: 380 },
];

describe('the poster', () => {
  test.each<[string, Result]>([
    ['a map', result('map', [170, 10, -170, 30, 0, -20])],
    ['a region', result('map', [13.4, 52.5, 13.5, 52.6, 13.3, 52.4])],
    ['a tour around a pole', result('map', [0, 89, 120, 89, -120, 89])],
    ['antipodes', result('map', [0, 0, 180, 0])],
    ['a plane', result('plane', [0, 0, 1e7, 0, 5e6, 3e6])],
    ['one city', result('plane', [7, 9])],
    ['one city at the pole', result('map', [200, 90])],
    ['many in one place', result('map', [8, 50, 8, 50, 8, 50])],
    ['a line of cities', result('plane', [0, 0, 0, 5, 0, 9])],
  ])('of %s is drawn within its margins, whole', (_, of) => {
    const svg = poster(of);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    const points = pointsIn(tourOf(parsed(svg)));
    expect(points.length).toBeGreaterThan(0);
    expect(svg.match(/h0/g)).toHaveLength(of.order.length);
    for (const [x, y] of points) {
      expect(x).toBeGreaterThanOrEqual(119);
      expect(x).toBeLessThanOrEqual(1561);
      expect(y).toBeGreaterThanOrEqual(119);
      expect(y).toBeLessThanOrEqual(1_800);
    }
  });

  test('draws legs as great circles: from Berlin to San Francisco by way of Greenland', () => {
    const cities = [13.4, 52.5, -122.4, 37.8, 151.2, -33.9];
    const north = (surface: 'map' | 'plane') => {
      const svg = poster(result(surface, cities));
      const dots = [...svg.matchAll(/M[\d.]+,([\d.]+)h0/g)].map(([, y]) => Number(y));
      return Math.min(...dots) - Math.min(...pointsIn(tourOf(parsed(svg))).map(([, y]) => y));
    };
    expect(north('map')).toBeGreaterThan(30);
    expect(north('plane')).toBe(0);
  });

  test('says what it is, what was saved and who found it, in somebody’s words', () => {
    const { texts } = parsed(
      poster(
        result('map', [0, 0, 10, 0, 10, 10], {
          ...{ given: 20_000_000, finders: FINDERS, history: HISTORY, date: '21 November 2026' },
          words: { ...ENGLISH, locale: 'de', saved: 'gespart' },
        }),
      ),
    );
    expect(texts).toEqual([
      'Three stops',
      ...['12.346 km', 'length', '38\u00a0%', 'gespart', '3', 'cities', '2', 'donors'],
      'How the tour got shorter',
      ...['Found by', 'Ada1.200', '<script>alert(1)</s…3'],
      'Annealed in borrowed browsers by Lehr · 21 November 2026',
    ]);
  });

  test('credits whose data it shows', () => {
    const { view } = result('map', [0, 0, 10, 0]);
    const of = result('map', [0, 0, 10, 0], { view: { ...view, source: 'City data: GeoNames, CC BY 4.0' } });
    expect(parsed(poster(of)).texts.at(-1)).toContain('GeoNames');
  });

  test('says of nothing that was saved, and draws no curve of nothing', () => {
    const { texts } = parsed(
      poster(result('plane', [0, 0, 9, 9], { given: 12_345_678, history: [HISTORY[0]!] })),
    );
    expect(texts).not.toContain('saved');
    expect(texts).not.toContain(ENGLISH.curve);
  });

  test('runs nothing and loads nothing, whatever strangers are called', () => {
    const evil = `"'><script>alert(1)</script><image href="http://x/"/>]]>&\u0000\u001b\ud800`;
    const view: ProblemView = { ...result('map', [0, 0, 5, 5]).view, unit: evil, source: evil };
    const svg = poster(
      result('map', [0, 0, 5, 5], {
        title: evil,
        view,
        date: evil,
        finders: [{ name: evil, improvements: 1 }],
      }),
    );
    const { elements } = parsed(svg);
    const known = 'svg title desc defs linearGradient stop mask rect path g use text tspan'.split(' ');
    for (const { name, attributes } of elements) {
      expect(known).toContain(name);
      for (const [key, value] of Object.entries(attributes)) {
        expect(key).not.toMatch(/^on/);
        if (/href/.test(key)) expect(value).toBe('#tour');
      }
    }
  });

  test('keeps its frame with a thousand finders, long names and a long title', () => {
    const finders = Array.from({ length: 100 }, (_, i) => ({
      name: `${i} ${'木'.repeat(64)}`,
      improvements: 1e9,
    }));
    const { elements, texts } = parsed(
      poster(result('map', [0, 0, 5, 5], { title: 'word '.repeat(40), finders, history: HISTORY })),
    );
    expect(texts.some((text) => /^and \d+ more/.test(text))).toBe(true);
    expect(texts.filter((text) => text.startsWith('word'))).toHaveLength(2);
    const shifts = elements.flatMap(({ attributes }) =>
      [...(attributes.transform ?? '').matchAll(/translate\(0 (-?[\d.]+)\)/g)].map(([, y]) => Number(y)),
    );
    for (const y of shifts) expect(y).toBeLessThan(2_200);
  });

  test('is white for paper, without a glow', () => {
    const svg = poster(result('map', [0, 0, 5, 5], { ink: 'light' }));
    expect(svg).toContain('fill="#ffffff"');
    expect(parsed(svg).elements.filter(({ name }) => name === 'use')).toHaveLength(1);
  });

  test('is refused without coordinates', () => {
    const bare = { surface: 'none', xy: [], names: [], unit: '' } as const;
    const of = { ...result('plane', [0, 0, 1, 1]), view: bare, problem: matrix(2, [5]) };
    expect(() => poster(of)).toThrow(/no coordinates to draw; write .tour/);
  });
});
