import type { Region } from '../region.js';

/** Sets an item of the region's configuration. */
export async function setConfig(region: Region, name: string, value: string): Promise<void> {
  (await region.post('admin', 'maas/', { op: 'set_config', name, value })).ok();
}

/** Stores a value that is no longer accepted, as an earlier version did. */
export async function storeConfig({ database }: Region, name: string, value: string): Promise<void> {
  await database.prisma.config.upsert({ where: { name }, create: { name, value }, update: { value } });
}

/** The value of an item of the region's configuration. */
export async function getConfig(region: Region, name: string): Promise<unknown> {
  return (await region.get('admin', 'maas/', { op: 'get_config', name })).ok().json;
}
