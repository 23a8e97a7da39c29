import type { Region } from '../region.js';
import { Zone } from '../shapes.js';
import { uniqueName } from './names.js';

/** Makes a physical zone. */
export async function makeZone(region: Region, name = uniqueName('zone'), description = ''): Promise<Zone> {
  return (await region.post('admin', 'zones/', { name, description })).as(Zone);
}

/** Makes a zone of this name unless it exists. */
export async function ensureZone({ database }: Region, name: string): Promise<void> {
  await database.prisma.zone.upsert({ where: { name }, update: {}, create: { name } });
}

/** Moves nodes into a zone, as an administrator does. */
export async function moveNodes(region: Region, zone: string, ...systemIds: readonly string[]): Promise<void> {
  (await region.post('admin', 'nodes/', { op: 'set_zone', zone, nodes: systemIds })).ok();
}

/** The names of all zones, as the list has them. */
export async function zoneNames(region: Region): Promise<string[]> {
  return (await region.get('user', 'zones/')).as(Zone.array()).map(({ name }) => name);
}
