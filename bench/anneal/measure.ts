/**
 * The length of a tour straight from the TSPLIB file: a second, naive reading that shares no code with the product, so
 * that neither an importer nor a kernel can flatter itself. Knows the formats of the benchmark files.
 */
export function measure(text: string, order: ArrayLike<number>): number {
  const n = Number(field(text, 'DIMENSION'));
  const seen = new Set(Array.from(order));
  if (order.length !== n || seen.size !== n || Math.min(...seen) !== 0 || Math.max(...seen) !== n - 1)
    throw new Error(`The tour is no permutation of ${n} cities.`);
  const distance = distanceFrom(text, n);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += distance(order[i], order[(i + 1) % n]);
  return sum;
}

type DistanceFunction = (a: number, b: number) => number;

function field(text: string, key: string): string {
  return new RegExp(`^${key}\\s*:\\s*(\\S+)`, 'm').exec(text)?.[1] ?? '';
}

function numbersAfter(text: string, section: string): number[] {
  const start = text.indexOf(section);
  const body = /^[\s\d.eE+-]*/.exec(text.slice(start + section.length).replace(/EOF[\s\S]*/, ''))?.[0] ?? '';
  return body.trim().split(/\s+/).map(Number);
}

function distanceFrom(text: string, n: number): DistanceFunction {
  const type = field(text, 'EDGE_WEIGHT_TYPE');
  if (type === 'EXPLICIT') return matrixDistance(text, n);
  const rows = numbersAfter(text, 'NODE_COORD_SECTION');
  const x = (city: number) => rows[3 * city + 1];
  const y = (city: number) => rows[3 * city + 2];
  const squared: DistanceFunction = (a, b) => (x(a) - x(b)) ** 2 + (y(a) - y(b)) ** 2;
  if (type === 'EUC_2D') return (a, b) => Math.round(Math.sqrt(squared(a, b)));
  if (type === 'CEIL_2D') return (a, b) => Math.ceil(Math.sqrt(squared(a, b)));
  if (type === 'ATT') return (a, b) => Math.ceil(Math.sqrt(squared(a, b) / 10));
  if (type !== 'GEO') throw new Error(`EDGE_WEIGHT_TYPE ${type} is not among the benchmark's.`);
  const radians = (v: number) => (3.141592 * (Math.trunc(v) + (5 * (v - Math.trunc(v))) / 3)) / 180;
  return (a, b) => {
    const [latA, lonA, latB, lonB] = [x(a), y(a), x(b), y(b)].map(radians);
    const q = Math.cos(lonA - lonB);
    return Math.trunc(
      6378.388 * Math.acos(0.5 * ((1 + q) * Math.cos(latA - latB) - (1 - q) * Math.cos(latA + latB))) + 1,
    );
  };
}

function matrixDistance(text: string, n: number): DistanceFunction {
  const weights = numbersAfter(text, 'EDGE_WEIGHT_SECTION');
  const upper = (a: number, b: number, diagonal: number) =>
    a * n - (a * (a - 1)) / 2 + b - a - (1 - diagonal) * (a + 1);
  const lower = (a: number, b: number) => (a * (a + 1)) / 2 + b;
  const places: Record<string, (low: number, high: number) => number> = {
    FULL_MATRIX: (low, high) => low * n + high,
    UPPER_ROW: (low, high) => upper(low, high, 0),
    UPPER_DIAG_ROW: (low, high) => upper(low, high, 1),
    LOWER_DIAG_ROW: (low, high) => lower(high, low),
  };
  const place = places[field(text, 'EDGE_WEIGHT_FORMAT')];
  return (a, b) => weights[place(Math.min(a, b), Math.max(a, b))];
}
