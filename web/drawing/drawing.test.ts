import { geoDistance, geoNaturalEarth1 } from 'd3-geo';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageEdges, decodeTour } from './edges.ts';
import { greatCircle } from './great-circle.ts';
import { fitBox, layOut } from './layout.ts';
import { CENTRE_LON, MAP_BOX, naturalEarth, toDegrees } from './projection.ts';
import { colourAt, edgeHeat, GLOW_MILLIS, nextLook, type Ramp } from './ramp.ts';
import { spark } from './spark.ts';

const lon = fc.double({ min: -179.9, max: 179.9, noNaN: true });
const lat = fc.double({ min: -85, max: 85, noNaN: true });
const place = fc.record({ lon, lat });

describe('projection', () => {
  test('agrees with d3-geo everywhere', () => {
    const d3 = geoNaturalEarth1().rotate([-CENTRE_LON, 0]).scale(1).translate([0, 0]);
    fc.assert(
      fc.property(place, ({ lon, lat }) => {
        const ours = naturalEarth(lon, lat);
        const [x, y] = d3([lon, lat]) ?? [Number.NaN, Number.NaN];
        expect(ours.x).toBeCloseTo(x, 9);
        expect(ours.y).toBeCloseTo(y, 9);
      }),
    );
  });
});

test('a point of the map is found back on the earth', () => {
  fc.assert(
    fc.property(fc.double({ min: -168, max: 190, noNaN: true }), lat, (lon, lat) => {
      const there = toDegrees(naturalEarth(lon, lat));
      expect(there.lon).toBeCloseTo(lon, 4);
      expect(there.lat).toBeCloseTo(lat, 4);
    }),
  );
});

describe('great circle', () => {
  test('starts and ends at its places, and no step of it crosses the map', () => {
    fc.assert(
      fc.property(place, place, (from, to) => {
        const lines = greatCircle(from, to);
        const flat = lines.flat();
        const [a, b] = [naturalEarth(from.lon, from.lat), naturalEarth(to.lon, to.lat)];
        expect(flat[0]).toBeCloseTo(a.x, 6);
        expect(flat[1]).toBeCloseTo(a.y, 6);
        expect(flat.at(-2)).toBeCloseTo(b.x, 6);
        expect(flat.at(-1)).toBeCloseTo(b.y, 6);
        // Beyond 80° a step of two degrees can span any longitude; no way between people's cities leads there for long.
        fc.pre(
          Math.max(Math.abs(from.lat), Math.abs(to.lat)) < 60 && geoDistance(pair(from), pair(to)) < 1.5,
        );
        for (const line of lines) {
          for (let i = 2; i < line.length; i += 2) {
            expect(Math.abs((line[i] ?? 0) - (line[i - 2] ?? 0))).toBeLessThan(1);
          }
        }
      }),
    );
  });

  test('is cut in two where it leaves the map, at the same height on both edges', () => {
    const [west, east] = greatCircle({ lon: 139.7, lat: 35.7 }, { lon: -122.4, lat: 37.8 });
    expect(east).toBeDefined();
    expect(west?.at(-1)).toBeCloseTo(east?.[1] ?? Number.NaN, 9);
    expect(west?.at(-2)).toBeCloseTo(-(east?.[0] ?? Number.NaN), 9);
  });

  test('bends towards the pole between two places of one latitude', () => {
    const [line] = greatCircle({ lon: -60, lat: 45 }, { lon: 60, lat: 45 });
    const highest = Math.min(...(line ?? []).filter((_, i) => i % 2 === 1));
    expect(highest).toBeLessThan(naturalEarth(0, 60).y);
  });

  test('between neighbours is one straight line', () => {
    expect(greatCircle({ lon: 10, lat: 50 }, { lon: 10.5, lat: 50.5 })).toEqual([expect.any(Array)]);
    expect(greatCircle({ lon: 10, lat: 50 }, { lon: 10.5, lat: 50.5 })[0]).toHaveLength(4);
  });
});

describe('layout', () => {
  test('a plane is drawn with its y upwards and fits its box', () => {
    const layout = layOut({ surface: 'plane', xy: [0, 0, 10, 40] }, 2);
    expect(layout.box).toEqual({ x0: 0, y0: -40, x1: 10, y1: -0 });
    expect([...layout.points]).toEqual([0, -0, 10, -40]);
    expect(layout.curve).toBeNull();
  });

  test('a matrix without coordinates stands in a ring', () => {
    const { points } = layOut({ surface: 'none', xy: [] }, 7);
    expect(points).toHaveLength(14);
    for (let i = 0; i < 14; i += 2) expect(Math.hypot(points[i] ?? 0, points[i + 1] ?? 0)).toBeCloseTo(1, 9);
  });

  test('every point of a box lands inside the canvas, and the picture is in its middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 4000 }), fc.integer({ min: 50, max: 4000 }), (width, height) => {
        const { scale, dx, dy } = fitBox(MAP_BOX, { width, height, margin: 10 });
        const [left, right] = [MAP_BOX.x0 * scale + dx, MAP_BOX.x1 * scale + dx];
        const [top, bottom] = [MAP_BOX.y0 * scale + dy, MAP_BOX.y1 * scale + dy];
        expect(left).toBeGreaterThanOrEqual(10 - 1e-6);
        expect(top).toBeGreaterThanOrEqual(10 - 1e-6);
        expect(left + right).toBeCloseTo(width, 6);
        expect(top + bottom).toBeCloseTo(height, 6);
      }),
    );
  });

  test('one city alone has a picture too', () => {
    const { box } = layOut({ surface: 'plane', xy: [3, 4] }, 1);
    expect(Object.values(fitBox(box, { width: 100, height: 100, margin: 10 })).every(Number.isFinite)).toBe(
      true,
    );
  });
});

describe('edges', () => {
  const birth = (now: number) => ({ now, curve: null });

  test('an edge keeps its age however the tour is turned or reversed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 60 }), fc.nat(), (n, turn) => {
        const tour = Uint32Array.from({ length: n }, (_, i) => (i * 7919) % n);
        fc.pre(new Set(tour).size === n);
        const first = ageEdges(tour, null, birth(1));
        const turned = tour.map((_, i) => tour[(i + turn) % n] ?? 0).reverse();
        const second = ageEdges(turned, first, birth(2));
        expect(second.list).toHaveLength(n);
        for (const edge of second.list) expect(edge.bornAt).toBe(1);
      }),
    );
  });

  test('a 2-opt move gives birth to two edges and buries two', () => {
    const first = ageEdges(Uint32Array.of(0, 1, 2, 3, 4, 5), null, birth(1));
    const second = ageEdges(Uint32Array.of(0, 3, 2, 1, 4, 5), first, birth(2));
    const young = second.list.filter((edge) => edge.bornAt === 2).map(({ a, b }) => [a, b]);
    expect(young).toEqual([
      [0, 3],
      [1, 4],
    ]);
    expect(second.list).toHaveLength(6);
  });

  test('city numbers are two bytes up to 65,536 cities and four above', () => {
    expect([...decodeTour(Uint8Array.of(1, 0, 0, 1))]).toEqual([1, 256]);
    const many = Uint32Array.from({ length: 65_537 }, (_, i) => i);
    expect(decodeTour(new Uint8Array(many.buffer))).toEqual(many);
    const short = Uint16Array.from({ length: 65_536 }, (_, i) => i);
    expect(decodeTour(new Uint8Array(short.buffer)).at(-1)).toBe(65_535);
  });

  test('a state that is a view into a larger buffer is read from its own start', () => {
    expect([...decodeTour(Uint8Array.of(9, 9, 9, 2, 0, 1, 0).subarray(3))]).toEqual([2, 1]);
  });
});

describe('heat', () => {
  test('an edge is hottest at birth and only cools', () => {
    fc.assert(
      fc.property(
        fc.nat(120_000),
        fc.nat(120_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b, kiln) => {
          expect(edgeHeat(0, kiln)).toBe(1);
          expect(edgeHeat(Math.max(a, b), kiln)).toBeLessThanOrEqual(edgeHeat(Math.min(a, b), kiln));
        },
      ),
    );
  });

  test('what has cooled asks for no more frames', () => {
    expect(nextLook(GLOW_MILLIS - 1, 0)).toBeLessThan(200);
    expect(nextLook(GLOW_MILLIS, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(nextLook(GLOW_MILLIS, 1)).toBe(1000);
    expect(nextLook(10 * 60_000, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  test('colours are the ramp at its ends, between them a mixture, and clamped beyond', () => {
    const ramp: Ramp = [
      [0, 0, 200],
      [100, 100, 100],
      [255, 0, 0],
    ];
    expect(colourAt(ramp, -1)).toEqual([0, 0, 200]);
    expect(colourAt(ramp, 0.25)).toEqual([50, 50, 150]);
    expect(colourAt(ramp, 2)).toEqual([255, 0, 0]);
  });
});

describe('spark', () => {
  test('falls from the top left to the bottom right', () => {
    const drawn = spark(
      [
        [10, 2000],
        [20, 1100],
        [30, 1000],
      ],
      600,
      100,
    );
    expect(drawn?.line).toMatch(/^M0 0H300V[\d.]+H600V100$/);
    expect(drawn?.end).toEqual({ x: 600, y: 100 });
  });

  test('shows the last per cent of the fall ten times as large as it is', () => {
    const drawn = spark(
      [
        [0, 2_000_000],
        [1, 1_010_000],
        [2, 1_000_000],
      ],
      600,
      100,
    );
    const middle = Number(/V([\d.]+)H600/.exec(drawn?.line ?? '')?.[1]);
    expect(middle).toBeGreaterThan(85);
    expect(middle).toBeLessThan(95);
  });

  test('is nothing where nothing fell', () => {
    expect(spark([], 600, 100)).toBeNull();
    expect(
      spark(
        [
          [1, 5],
          [9, 5],
        ],
        600,
        100,
      ),
    ).toBeNull();
  });
});

function pair({ lon, lat }: { lon: number; lat: number }): [number, number] {
  return [lon, lat];
}
