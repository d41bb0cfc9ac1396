import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAP_BOX } from '../drawing/projection.ts';
import { coastlines, hotPicture } from './earth.ts';
import { makeEarth } from './make-earth.ts';
import { packInts, unpackInts } from './pack.ts';

const file = new URL('earth.json', import.meta.url);

test('earth.json is what the generator makes of the packages', () => {
  const made = `${JSON.stringify(makeEarth(), null, 2)}\n`;
  if (process.env.LEHR_WRITE) writeFileSync(file, made);
  expect(readFileSync(file, 'utf8')).toBe(made);
});

test('the hot picture visits each of 1,000 cities once', () => {
  const { xy, tour } = hotPicture();
  expect(xy).toHaveLength(2000);
  expect([...tour].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

test('the coastlines fill the map and stay on it from edge to edge', () => {
  const xs = coastlines().flatMap((ring) => [...ring].filter((_, i) => i % 2 === 0));
  expect(Math.min(...xs)).toBeGreaterThanOrEqual(MAP_BOX.x0);
  expect(Math.max(...xs)).toBeLessThanOrEqual(MAP_BOX.x1);
  expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(0.8 * (MAP_BOX.x1 - MAP_BOX.x0));
});

test('packed whole numbers come back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (ints) => {
      expect(unpackInts(packInts(ints))).toEqual(ints);
    }),
  );
});
