import { z } from 'zod';
import type { Context } from '../../../../api/operation/context.js';
import type { Links } from '../../../../api/operation/links.js';
import type { BootSourceSelection } from '../../../../model/images/selections.js';

export const selectionShape = z.object({
  labels: z.array(z.string()),
  arches: z.array(z.string()),
  subarches: z.array(z.string()),
  release: z.string(),
  id: z.number().int(),
  resource_uri: z.string(),
});

/** A selection of the boot source that the path names. */
export function selectionJson(selection: BootSourceSelection, { links, arg }: Pick<Context, 'links' | 'arg'>) {
  return selectionOfJson(selection, [arg('uuid'), arg('boot_source_id')], links);
}

/** @param source the uuid of the cluster, and the id of its boot source */
export function selectionOfJson(
  { labels, arches, subarches, release, id }: BootSourceSelection,
  [uuid, source]: readonly [string, string],
  links: Links,
) {
  const uri = links.api('nodegroups', uuid, 'boot-sources', source, 'selections', String(id));
  return { labels, arches, subarches, release, id, resource_uri: uri };
}
