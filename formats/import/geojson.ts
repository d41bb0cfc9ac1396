import { asFileErrors, FileError, failAt, quoted } from './file-error.ts';
import type { ImportedTsp } from './imported.ts';
import { faultInJson, placeInJson } from './json-place.ts';
import { checkCount, counted, countOf, nameOf, noPlaces, onTheMap, opened, type Places } from './places.ts';

type Path = readonly (string | number)[];
type Json = Readonly<Record<string, unknown>>;

const NAME_KEYS = ['name', 'title', 'label', 'city', 'address', 'stop', 'customer', 'id'];
/** Of collections in collections. */
const DEEPEST = 8;
const TYPES =
  'FeatureCollection, Feature, GeometryCollection, Point, MultiPoint, LineString, MultiLineString';

/** At fault: the value there. Its line and column are looked for when it is certain that they are wanted. */
class Misplaced extends Error {
  readonly path: Path;
  constructor(path: Path, message: string) {
    super(message);
    this.path = path;
  }
}

interface Found {
  readonly points: Places;
  readonly line: Places;
  shapes: number;
  /** Of the first line that has one. */
  lineName: string | null;
}

/**
 * Reads GeoJSON (RFC 7946): every Point and MultiPoint is a city, by the file's order; where there is none, the places along
 * the LineStrings are, in their order, which is the given tour. Names come from the properties. Polygons are left out.
 * Throws a `FileError` that names line and column.
 */
export function geojson(text: string, title: string): ImportedTsp {
  const root = parseJson(text);
  return asFileErrors(() => {
    try {
      return citiesOf(root, title);
    } catch (error) {
      if (!(error instanceof Misplaced)) throw error;
      const place = placeInJson(text, [...error.path]);
      if (place === null) throw new FileError(error.message);
      return failAt(place, error.message);
    }
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    const fault = faultInJson(text);
    if (fault === null) throw new FileError('The file is no JSON; GeoJSON is.');
    const found = fault.found.trim() === '' ? 'the text ends or breaks off' : `${quoted(fault.found)} stands`;
    return failAt(fault.place, `here the file ceases to be JSON: ${found} where something else belongs.`);
  }
}

function citiesOf(root: unknown, title: string): ImportedTsp {
  const found: Found = { points: noPlaces(), line: noPlaces(), shapes: 0, lineName: null };
  const top = objectAt(root, []);
  checkReferenceSystem(top);
  collect(top, { path: [], depth: 0, name: null }, found);
  const places = countOf(found.points) > 0 ? found.points : opened(found.line);
  if (countOf(places) === 0)
    throw new FileError(
      'The file has no places; give a FeatureCollection of Points, or a LineString through them.',
    );
  const notes: string[] = [];
  if (places === found.points && countOf(found.line) > 0)
    notes.push('The lines are left out: only the points are cities.');
  if (found.shapes > 0) notes.push(`${counted(found.shapes, 'polygon')} left out: only points are cities.`);
  return onTheMap(places, textOf(top.name) ?? found.lineName ?? title, notes);
}

interface Where {
  readonly path: Path;
  readonly depth: number;
  /** Of the feature this lies in. */
  readonly name: string | null;
}

function collect(value: Json, where: Where, found: Found): void {
  const { path, depth } = where;
  if (depth > DEEPEST)
    throw new Misplaced(path, `collections lie more than ${DEEPEST} deep here; flatten them.`);
  const { type } = value;
  if (type === 'FeatureCollection') each(value, 'features', where, found);
  else if (type === 'GeometryCollection') each(value, 'geometries', where, found);
  else if (type === 'Feature') feature(value, where, found);
  else if (type === 'Polygon' || type === 'MultiPolygon') found.shapes++;
  else if (type === 'Point' || type === 'MultiPoint') points(value, where, found);
  else if (type === 'LineString' || type === 'MultiLineString') lines(value, where, found);
  else {
    const is = typeof type === 'string' ? `the type is ${quoted(type)}` : 'there is no type';
    throw new Misplaced('type' in value ? [...path, 'type'] : path, `${is}; Lehr reads ${TYPES}.`);
  }
}

function each(value: Json, key: 'features' | 'geometries', where: Where, found: Found): void {
  const path = [...where.path, key];
  for (const [i, item] of listAt(value[key], path, where.path).entries()) {
    const at = [...path, i];
    collect(objectAt(item, at), { ...where, path: at, depth: where.depth + 1 }, found);
  }
}

function feature(value: Json, { path, depth }: Where, found: Found): void {
  // RFC 7946, 3.2: a feature without a place has a geometry of null.
  if (value.geometry === null || value.geometry === undefined) return;
  const at = [...path, 'geometry'];
  collect(objectAt(value.geometry, at), { path: at, depth: depth + 1, name: featureName(value) }, found);
}

function points({ type, coordinates }: Json, where: Where, found: Found): void {
  const path = [...where.path, 'coordinates'];
  const list = listAt(coordinates, path, where.path);
  if (type === 'Point') {
    add(found.points, list, path, where.name);
    return;
  }
  for (const [i, position] of list.entries()) {
    const name = where.name && (list.length > 1 ? `${where.name} ${i + 1}` : where.name);
    add(found.points, listAt(position, [...path, i], path), [...path, i], name);
  }
}

function lines({ type, coordinates }: Json, where: Where, found: Found): void {
  const path = [...where.path, 'coordinates'];
  const list = listAt(coordinates, path, where.path);
  found.lineName ??= where.name;
  const each: readonly (readonly [unknown, Path])[] =
    type === 'LineString' ? [[list, path]] : list.map((line, i) => [line, [...path, i]]);
  for (const [line, at] of each)
    for (const [i, position] of listAt(line, at, path).entries())
      add(found.line, listAt(position, [...at, i], at), [...at, i], null);
}

function add(places: Places, position: readonly unknown[], path: Path, name: string | null): void {
  if (position.length < 2)
    throw new Misplaced(path, 'a position has a longitude and a latitude, such as [13.4, 52.5]; give both.');
  for (const [axis, most] of [180, 90].entries()) {
    const value = position[axis];
    if (typeof value !== 'number')
      throw new Misplaced([...path, axis], `${shown(value)} is no number; give degrees, such as 13.4.`);
    // Some writers go on beyond 180 rather than to jump.
    if (value < -most || value > (axis === 0 ? 360 : most))
      throw new Misplaced(
        [...path, axis],
        `the ${axis === 0 ? 'longitude' : 'latitude'} is ${value}; it must lie between ${-most} and ${axis === 0 ? 360 : most} degrees: longitude stands first, and metres (UTM and the like) must be saved as WGS 84.`,
      );
    places.lonlat.push(value);
  }
  places.names.push(name);
  checkCount(places);
}

/** The old `crs` member (GeoJSON 2008) may say that the numbers are no degrees. */
function checkReferenceSystem(top: Json): void {
  const crs = top.crs as { readonly properties?: { readonly name?: unknown } } | null | undefined;
  const name = crs?.properties?.name;
  if (typeof name === 'string' && !/CRS84|4326|4979/.test(name))
    throw new Misplaced(
      ['crs'],
      `the coordinates are in ${quoted(name)}; save the file as WGS 84 (EPSG:4326).`,
    );
}

function featureName(feature: Json): string | null {
  const properties =
    typeof feature.properties === 'object' && feature.properties !== null ? (feature.properties as Json) : {};
  const keys = Object.keys(properties);
  for (const wanted of NAME_KEYS) {
    const key = keys.find((each) => each.toLowerCase() === wanted);
    const name = key === undefined ? null : textOf(properties[key]);
    if (name !== null) return name;
  }
  return textOf(feature.id);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? nameOf(String(value)) : null;
}

function objectAt(value: unknown, path: Path): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Misplaced(path, `${shown(value)} is no GeoJSON object; one has a "type".`);
  return value as Json;
}

/** @param around where to point when there is nothing at `path` */
function listAt(value: unknown, path: Path, around: Path): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const key = path.at(-1);
  if (value === undefined)
    throw new Misplaced(around, `"${key}" is missing here; it is a list in square brackets.`);
  throw new Misplaced(path, `${shown(value)} is no list; give one in square brackets.`);
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? Array.isArray(value)
      ? 'a list'
      : 'an object'
    : quoted(String(value));
}
