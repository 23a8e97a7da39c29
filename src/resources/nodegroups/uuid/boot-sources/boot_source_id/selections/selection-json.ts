import { z } from 'zod';
import type { Context } from '../../../../../../api/operation/context.js';
import type { BootSourceSelection } from '../../../../../../model/images/selections.js';

export const selectionShape = z.object({
  labels: z.array(z.string()),
  arches: z.array(z.string()),
  subarches: z.array(z.string()),
  release: z.string(),
  id: z.number().int(),
  resource_uri: z.string(),
});

export function selectionJson(selection: BootSourceSelection, { links, arg }: Pick<Context, 'links' | 'arg'>) {
  const path = [arg('uuid'), 'boot-sources', arg('boot_source_id'), 'selections', String(selection.id)];
  const { labels, arches, subarches, release, id } = selection;
  return { labels, arches, subarches, release, id, resource_uri: links.api('nodegroups', ...path) };
}
