import { createRequire } from 'node:module';
import type { GeoPermissibleObjects } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** The world's coasts (Natural Earth, 1:50 million) for posters; read when asked for. */
export function land(): GeoPermissibleObjects {
  // Node 20 warns of JSON that is imported.
  const world = createRequire(import.meta.url)('world-atlas/land-50m.json') as Topology<{
    land: GeometryCollection;
  }>;
  return feature(world, world.objects.land);
}
