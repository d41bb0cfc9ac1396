import { geoDistance } from 'd3-geo';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coastlines } from '../art/earth.ts';
import { layOut } from './layout.ts';
import { layOutRegion } from './region.ts';

const MUNICH = [11.57, 48.14, 11.43, 48.2, 11.7, 48.05, 11.6, 48.3];

describe('a region of the earth', () => {
  test('fills its own picture, though it is a speck on the map of the world', () => {
    const layout = layOut({ surface: 'map', xy: MUNICH }, 4);
    const { x0, y0, x1, y1 } = layout.box;
    expect(Math.max(x1 - x0, y1 - y0)).toBeLessThan(0.01);
    for (let i = 0; i < 4; i++) {
      const [x, y] = [layout.points[2 * i] ?? 0, layout.points[2 * i + 1] ?? 0];
      expect(x > x0 && x < x1 && y > y0 && y < y1).toBe(true);
    }
  });

  test('is true to scale, within a hundredth where it is small, wherever it lies', () => {
    const near = fc.double({ min: -0.3, max: 0.3, noNaN: true });
    const middle = fc.record({
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
      lat: fc.double({ min: -60, max: 60, noNaN: true }),
    });
    fc.assert(
      fc.property(middle, fc.tuple(near, near, near, near), ({ lon, lat }, [a, b, c, d]) => {
        const [from, to] = [
          [lon + a, lat + b],
          [lon + c, lat + d],
        ] as [[number, number], [number, number]];
        const layout = layOutRegion([...from, ...to]);
        const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = layout?.points ?? [];
        const real = geoDistance(from, to);
        expect(Math.abs(Math.hypot(x1 - x0, y1 - y0) - real)).toBeLessThanOrEqual(0.01 * real + 1e-9);
      }),
    );
  });

  test('goes over the antimeridian as if it were any other', () => {
    const [x0 = 0, , x1 = 0] = layOutRegion([179.9, -17, -179.9, -17])?.points ?? [];
    expect(x1 - x0).toBeGreaterThan(0);
    expect(x1 - x0).toBeLessThan(0.01);
  });

  test('cities round the world, or at a pole, are none', () => {
    expect(layOutRegion([-122, 37, 2, 48, 139, 35])).toBeNull();
    expect(layOutRegion([0, 80, 1, 81])).toBeNull();
    expect(layOut({ surface: 'map', xy: [-122, 37, 2, 48, 139, 35] }, 3).surface).toBe('map');
  });

  test('one place, and a row on one meridian, have room around them', () => {
    for (const xy of [
      [10, 50],
      [10, 50, 10, 50.5],
    ]) {
      const { box } = layOutRegion(xy) ?? {};
      expect((box?.x1 ?? 0) - (box?.x0 ?? 0)).toBeGreaterThan(0);
      expect((box?.y1 ?? 0) - (box?.y0 ?? 0)).toBeGreaterThan(0);
    }
  });

  test('a country has coastlines near it only, a city none: ours are too coarse for it', () => {
    expect(layOutRegion(MUNICH)?.ground?.land).toBeUndefined();
    const spain = layOutRegion([-9, 36, 3, 36, -9, 43.8, 5, 43.8])?.ground;
    const drawn = coastlines().map((ring) => spain?.land?.(ring) ?? null);
    const near = drawn.filter((ring) => ring !== null);
    expect(near.length).toBeGreaterThan(0);
    expect(near.length).toBeLessThan(drawn.length / 2);
    // Spain is on the largest of them, the one that has Chukotka too.
    const largest = coastlines().reduce((a, b) => (b.length > a.length ? b : a));
    expect(spain?.land?.(largest)).not.toBeNull();
    // No side of a coast crosses the earth.
    for (const ring of near) {
      for (let i = 2; i < ring.length; i += 2)
        expect(Math.abs((ring[i] ?? 0) - (ring[i - 2] ?? 0))).toBeLessThan(2);
    }
  });
});
