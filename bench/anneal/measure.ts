/**
 * The length of a tour straight from the TSPLIB file: a second, naive reading that shares no code with the product, so
 * that neither an importer nor a kernel can flatter itself. Knows every symmetric format that the product reads.
 *
 * @param order the cities from 0, by their numbers in the file. Throws where it is no permutation of them
 */
export function measure(text: string, order: ArrayLike<number>): number {
  const n = Number(field(text, 'DIMENSION'));
  const seen = new Set(Array.from(order));
  if (order.length !== n || seen.size !== n || [...seen].some((city) => !(city >= 0 && city < n)))
    throw new Error(`The tour is no permutation of ${n} cities.`);
  const distance = distanceFrom(text, n);
  let sum = 0;
  // One city alone is nowhere to go from.
  for (let i = 0; i < n && n > 1; i++) sum += distance(order[i]!, order[(i + 1) % n]!);
  return sum;
}

type DistanceFunction = (a: number, b: number) => number;

function field(text: string, key: string): string {
  return new RegExp(`^\\s*${key}\\s*:\\s*(\\S+)`, 'im').exec(text)?.[1]?.toUpperCase() ?? '';
}

/** All numbers up to the first word that is none. */
function numbersAfter(text: string, section: string): number[] {
  const start = new RegExp(`^\\s*${section}\\s*:?\\s*$`, 'im').exec(text);
  if (start === null) throw new Error(`There is no ${section}.`);
  const words = text
    .slice(start.index + start[0].length)
    .trim()
    .split(/\s+/);
  const end = words.findIndex((word) => Number.isNaN(Number(word)));
  return (end === -1 ? words : words.slice(0, end)).map(Number);
}

function distanceFrom(text: string, n: number): DistanceFunction {
  const type = field(text, 'EDGE_WEIGHT_TYPE');
  if (type === 'EXPLICIT') return matrixDistance(text, n);
  const rows = numbersAfter(text, 'NODE_COORD_SECTION');
  // Nodes are numbered from 1, or from 0, and stand in any order.
  const rowOf = new Map(Array.from({ length: n }, (_, row) => [rows[3 * row]!, row]));
  const first = rowOf.has(0) ? 0 : 1;
  const x = (city: number) => rows[3 * rowOf.get(city + first)! + 1]!;
  const y = (city: number) => rows[3 * rowOf.get(city + first)! + 2]!;
  const squared: DistanceFunction = (a, b) => (x(a) - x(b)) ** 2 + (y(a) - y(b)) ** 2;
  if (type === 'EUC_2D') return (a, b) => Math.round(Math.sqrt(squared(a, b)));
  if (type === 'CEIL_2D') return (a, b) => Math.ceil(Math.sqrt(squared(a, b)));
  if (type === 'ATT') return (a, b) => Math.ceil(Math.sqrt(squared(a, b) / 10));
  if (type !== 'GEO') throw new Error(`EDGE_WEIGHT_TYPE ${type} is not among those that are measured.`);
  const radians = (v: number) => (3.141592 * (Math.trunc(v) + (5 * (v - Math.trunc(v))) / 3)) / 180;
  return (a, b) => {
    const [latA, lonA, latB, lonB] = [x(a), y(a), x(b), y(b)].map(radians);
    const q = Math.cos(lonA - lonB);
    const cosine = 0.5 * ((1 + q) * Math.cos(latA - latB) - (1 - q) * Math.cos(latA + latB));
    return Math.trunc(6378.388 * Math.acos(Math.min(1, cosine)) + 1);
  };
}

/** A triangle by columns is the other triangle by rows: the matrix is symmetric. */
function matrixDistance(text: string, n: number): DistanceFunction {
  const weights = numbersAfter(text, 'EDGE_WEIGHT_SECTION');
  const upper = (low: number, high: number, diagonal: number) =>
    low * n - (low * (low - 1)) / 2 + high - low - (1 - diagonal) * (low + 1);
  const lower = (low: number, high: number, diagonal: number) =>
    (high * (high + 1)) / 2 + low - (1 - diagonal) * high;
  const places: Record<string, (low: number, high: number) => number> = {
    FULL_MATRIX: (low, high) => low * n + high,
    UPPER_ROW: (low, high) => upper(low, high, 0),
    LOWER_COL: (low, high) => upper(low, high, 0),
    UPPER_DIAG_ROW: (low, high) => upper(low, high, 1),
    LOWER_DIAG_COL: (low, high) => upper(low, high, 1),
    LOWER_ROW: (low, high) => lower(low, high, 0),
    UPPER_COL: (low, high) => lower(low, high, 0),
    LOWER_DIAG_ROW: (low, high) => lower(low, high, 1),
    UPPER_DIAG_COL: (low, high) => lower(low, high, 1),
  };
  const format = field(text, 'EDGE_WEIGHT_FORMAT');
  const place = places[format];
  if (place === undefined)
    throw new Error(`EDGE_WEIGHT_FORMAT ${format} is not among those that are measured.`);
  return (a, b) => weights[place(Math.min(a, b), Math.max(a, b))]!;
}
