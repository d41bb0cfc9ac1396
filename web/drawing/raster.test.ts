import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawLine, halo, type Line, pen, type Sheet } from './raster.ts';

const WHITE = [255, 255, 255] as const;

function sheet(width = 64, height = 48): Sheet {
  return { width, height, pixels: new Uint32Array(width * height) };
}

const opacityAt = ({ pixels, width }: Sheet, x: number, y: number) => (pixels[y * width + x] ?? 0) >>> 24;

/** Distance of a pixel's middle from a line, both ends included. */
function distance({ x0, y0, x1, y1 }: Line, x: number, y: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const squared = dx * dx + dy * dy;
  const along = squared < 1e-12 ? 0 : ((x - x0) * dx + (y - y0) * dy) / squared;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
}

const end = fc.double({ min: -40, max: 100, noNaN: true });
const anyLine = fc.record({ x0: end, y0: end, x1: end, y1: end });
const width = fc.double({ min: 0.7, max: 6, noNaN: true });

describe('a line', () => {
  test('covers every pixel within its half width and none beyond its soft edge', () => {
    fc.assert(
      fc.property(anyLine, width, (line, wide) => {
        const on = sheet();
        drawLine(on, line, pen(WHITE, wide, 1));
        const half = Math.max(0.5, wide / 2);
        for (let y = 0; y < on.height; y++) {
          for (let x = 0; x < on.width; x++) {
            const far = distance(line, x + 0.5, y + 0.5);
            const opacity = opacityAt(on, x, y) / 255;
            if (far > half + 0.51) expect(opacity).toBe(0);
            else
              expect(opacity).toBeCloseTo(Math.min(1, wide) * Math.max(0, Math.min(1, half + 0.5 - far)), 1);
          }
        }
      }),
      { numRuns: 60, examples: [[{ x0: 0, y0: 0, x1: 3.5e-323, y1: -5e-324 }, 0.7]] },
    );
  });

  test('leaves no gap to the next one, whatever their directions', () => {
    fc.assert(
      fc.property(anyLine, end, end, (line, x, y) => {
        const on = sheet();
        const brush = pen(WHITE, 1.5, 1);
        drawLine(on, line, brush);
        drawLine(on, { x0: line.x1, y0: line.y1, x1: x, y1: y }, brush);
        const [column, row] = [Math.floor(line.x1), Math.floor(line.y1)];
        fc.pre(column >= 0 && row >= 0 && column < on.width && row < on.height);
        expect(opacityAt(on, column, row)).toBeGreaterThan(100);
      }),
    );
  });

  test('of no length is a dot, and one outside the sheet is nothing', () => {
    const on = sheet();
    drawLine(on, { x0: 10.5, y0: 10.5, x1: 10.5, y1: 10.5 }, pen(WHITE, 2, 1));
    expect(opacityAt(on, 10, 10)).toBe(255);
    expect(opacityAt(on, 13, 10)).toBe(0);
    const off = sheet();
    drawLine(off, { x0: -20, y0: 5, x1: -9, y1: 900 }, pen(WHITE, 2, 1));
    expect(off.pixels.every((pixel) => pixel === 0)).toBe(true);
  });
});

test('where lines meet the most opaque one shows, whatever was drawn first', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyLine, fc.nat(255)), { minLength: 2, maxLength: 6 }), (lines) => {
      const [there, back] = [sheet(), sheet()];
      const brush = (red: number) => pen([red, 9, 90], 3, 0.2 + (0.8 * red) / 255);
      for (const [line, red] of lines) drawLine(there, line, brush(red));
      for (const [line, red] of lines.toReversed()) drawLine(back, line, brush(red));
      expect(there.pixels).toEqual(back.pixels);
    }),
    { numRuns: 40 },
  );
});

test('a pixel is the colour it was given, in the order of ImageData', () => {
  const on = sheet(4, 4);
  drawLine(on, { x0: 2, y0: 2, x1: 2, y1: 2 }, pen([1, 2, 3], 3, 1));
  expect([...new Uint8ClampedArray(on.pixels.buffer).slice(4 * 10, 4 * 10 + 4)]).toEqual([1, 2, 3, 255]);
});

test('a halo is strongest in its middle and gone at its reach', () => {
  const on = sheet();
  drawLine(on, { x0: 0, y0: 20.5, x1: 64, y1: 20.5 }, halo(WHITE, 8, 0.5));
  const column = Array.from({ length: 20 }, (_, i) => opacityAt(on, 30, 20 + i));
  expect(column[0]).toBe(128);
  for (let i = 1; i < column.length; i++) expect(column[i]).toBeLessThanOrEqual(column[i - 1] ?? Number.NaN);
  expect(column[8]).toBe(0);
});
