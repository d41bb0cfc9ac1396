/** `--columns lat=North,lon=East,name=1`: which columns of a CSV are what, where its header does not say. */
import type { ColumnMapping, CsvTable } from '../formats/import/csv-columns.ts';
import { badInput } from './failure.ts';
import type { Flag } from './flags.ts';

export const COLUMNS_FLAG: Readonly<Record<string, Flag>> = {
  columns: {
    value: 'MAP',
    help: 'columns of a CSV, by name or by number from 1: lat=North,lon=East,name=1, or x=2,y=3',
  },
};

const KEYS = ['lat', 'lon', 'x', 'y', 'name'] as const;
type Key = (typeof KEYS)[number];

/** Throws a Failure of code 2 that says what the table has. */
export function columnsIn(text: string, { columns }: Pick<CsvTable, 'columns'>): ColumnMapping {
  const found = new Map<Key, number>();
  for (const part of text.split(',')) {
    const [, key = '', label = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    if (!KEYS.includes(key as Key) || found.has(key as Key))
      throw badInput(
        `--columns ${text}: "${part}" is not one of ${KEYS.map((each) => `${each}=…`).join(', ')}, each once`,
      );
    found.set(key as Key, placeOf(label, columns));
  }
  const name = found.get('name') ?? null;
  const [lat, lon, x, y] = (['lat', 'lon', 'x', 'y'] as const).map((key) => found.get(key));
  const onMap = lat !== undefined && lon !== undefined && x === undefined && y === undefined;
  if (onMap) return { surface: 'map', x: lon, y: lat, name };
  if (x !== undefined && y !== undefined && lat === undefined && lon === undefined)
    return { surface: 'plane', x, y, name };
  throw badInput(`--columns ${text}: give lat and lon, or x and y`);
}

/** By name, whatever its capitals; else by number. */
function placeOf(label: string, columns: CsvTable['columns']): number {
  const named = columns.findIndex((column) => column.label.toLowerCase() === label.toLowerCase());
  if (named >= 0) return named;
  const number = /^\d+$/.test(label) ? Number(label) : 0;
  if (number >= 1 && number <= columns.length) return number - 1;
  const known = columns.map((column, i) => `${i + 1} "${column.label}"`).join(', ');
  throw badInput(`--columns: there is no column "${label}"; the file has ${known}`);
}
