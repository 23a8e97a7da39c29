import type { Form } from '../body.js';
import type { As, Region } from '../region.js';
import { Nodes, Tag } from '../shapes.js';
import { uniqueName } from './names.js';

/** Makes a tag; without a definition unless the fields have one. */
export async function makeTag(region: Region, fields: Form = {}): Promise<Tag> {
  return (await region.post('admin', 'tags/', { op: 'new', name: uniqueName('tag'), ...fields })).as(Tag);
}

/** Makes a tag of this name unless it exists. */
export async function ensureTag({ database }: Region, name: string): Promise<void> {
  await database.prisma.tag.upsert({ where: { name }, update: {}, create: { name } });
}

/** Puts a tag on nodes, as an administrator does. */
export async function tagNodes(region: Region, tag: string, ...systemIds: readonly string[]): Promise<void> {
  (await region.post('admin', `tags/${tag}/`, { op: 'update_nodes', add: systemIds })).ok();
}

/** The system_ids of the nodes with this tag that the caller may see. */
export async function taggedNodes(region: Region, tag: string, as: As = 'admin'): Promise<string[]> {
  const nodes = (await region.get(as, `tags/${tag}/`, { op: 'nodes' })).as(Nodes);
  return nodes.map(({ system_id }) => system_id);
}
