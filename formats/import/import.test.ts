import { describe, expect, test } from 'vitest';
import { importText } from './import.ts';

const TSPLIB =
  'NAME: t\nTYPE: TSP\nDIMENSION: 2\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 3 4\nEOF\n';

describe('a text', () => {
  test('is TSPLIB or CSV by its content', () => {
    expect(importText(TSPLIB, 'x')).toMatchObject({ title: 't', view: { surface: 'plane' } });
    expect(importText('lat,lon\n1,2\n3,4\n', 'x')).toMatchObject({ title: 'x', view: { surface: 'map' } });
  });

  test('that is no text is refused', () => {
    expect(() => importText('PK\u0003\u0004\0\0', 'x')).toThrow(/a ZIP file, as spreadsheets/);
    expect(() => importText('GIF89a\0\0', 'x')).toThrow(/no text/);
  });
});
