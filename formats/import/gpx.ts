import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import { asFileErrors, FileError, failAt, type Place, quoted } from './file-error.ts';
import type { ImportedTsp } from './imported.ts';
import { checkCount, counted, countOf, nameOf, noPlaces, onTheMap, opened, type Places } from './places.ts';

/** Elements that are places, and what a list of them is. */
const KINDS = { rtept: 'route point', wpt: 'waypoint', trkpt: 'track point' } as const;
type Kind = keyof typeof KINDS;

interface Found {
  readonly of: Readonly<Record<Kind, Places>>;
  /** By the element that has it: rte before trk before the file's own. */
  readonly titles: { rte?: string; trk?: string; metadata?: string; gpx?: string };
}

/**
 * Reads GPX 1.0 and 1.1 (topografix.com): the points of its routes in their order, which is the given tour; where there are
 * none its waypoints; else the points of its tracks. A round trip's last point, where it began, is no city of its own.
 * Throws a `FileError` that names line and column.
 */
export function gpx(text: string, title: string): ImportedTsp {
  return asFileErrors(() => {
    const { of, titles } = read(text);
    const kind = chosen(of);
    const places = kind === 'wpt' ? of.wpt : opened(of[kind]);
    if (countOf(places) === 0)
      throw new FileError('The file has no places; Lehr reads waypoints, routes and tracks.');
    const notes = (Object.keys(KINDS) as Kind[])
      .filter((other) => other !== kind && countOf(of[other]) > 0)
      .map(
        (other) =>
          `${counted(countOf(of[other]), KINDS[other])} left out: only the ${KINDS[kind]}s are cities.`,
      );
    const own = kind === 'trkpt' ? titles.trk : kind === 'rtept' ? titles.rte : undefined;
    return onTheMap(places, own ?? titles.metadata ?? titles.gpx ?? title, notes);
  });
}

/** A single route point is none: it goes nowhere. */
function chosen(of: Found['of']): Kind {
  if (countOf(of.rtept) > 1) return 'rtept';
  if (countOf(of.wpt) > 0) return 'wpt';
  return countOf(of.trkpt) > 0 ? 'trkpt' : 'rtept';
}

function read(text: string): Found {
  const found: Found = { of: { rtept: noPlaces(), wpt: noPlaces(), trkpt: noPlaces() }, titles: {} };
  const parser = new SaxesParser();
  /** Names of the open elements, without prefix. */
  const path: string[] = [];
  let start: Place = { line: 1, column: 1 };
  let words = '';
  parser.on('error', ({ message }) => {
    const what = message.replace(/^\d+:\d+:\s*/, '').replace(/\.$/, '');
    failAt(
      { line: parser.line, column: Math.max(1, parser.column) },
      `${what}; the file is no well-formed XML.`,
    );
  });
  parser.on('opentagstart', ({ name }) => {
    start = { line: parser.line, column: Math.max(1, parser.column - name.length - 1) };
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = withoutPrefix(name);
    if (path.length === 0 && element !== 'gpx')
      failAt(
        start,
        `the file is ${quoted(element)}; Lehr reads GPX, GeoJSON, CSV and TSPLIB: save it as one.`,
      );
    path.push(element);
    words = '';
    if (!Object.hasOwn(KINDS, element)) return;
    const places = found.of[element as Kind];
    for (const [axis, most] of [
      ['lon', 180],
      ['lat', 90],
    ] as const)
      places.lonlat.push(degrees({ attributes, start, element }, axis, most));
    places.names.push(null);
    checkCount(places);
  });
  const hear = (heard: string) => {
    // Bounded: a name is cut to fewer.
    if (path.at(-1) === 'name' && words.length < 1_000) words += heard;
  };
  parser.on('text', hear);
  parser.on('cdata', hear);
  parser.on('closetag', () => {
    if (path.pop() === 'name') keepName(found, path.at(-1) ?? '', nameOf(words));
  });
  parser.write(text).close();
  return found;
}

function keepName(found: Found, owner: string, name: string | null): void {
  if (name === null) return;
  if (Object.hasOwn(KINDS, owner)) found.of[owner as Kind].names.splice(-1, 1, name);
  if (owner === 'rte' || owner === 'trk' || owner === 'metadata' || owner === 'gpx')
    found.titles[owner] ??= name;
}

interface Point {
  readonly attributes: Readonly<Record<string, SaxesAttributePlain | string>>;
  readonly start: Place;
  readonly element: string;
}

function degrees({ attributes, start, element }: Point, axis: 'lon' | 'lat', most: number): number {
  const text = attributes[axis];
  if (typeof text !== 'string') failAt(start, `<${element}> has no ${axis}; write ${axis}="…" in degrees.`);
  const value = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value))
    failAt(start, `${axis} of <${element}> is ${quoted(text)}; give degrees as a number.`);
  if (value < -most || value > most)
    failAt(start, `${axis} of <${element}> is ${value}; it must lie between ${-most} and ${most} degrees.`);
  return value;
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
