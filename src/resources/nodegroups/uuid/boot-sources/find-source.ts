import type { Context } from '../../../../api/operation/context.js';
import { type BootSource, readBootSource } from '../../../../model/images/boot-sources.js';
import { findClusterInPath } from '../find-cluster.js';
import { itemId } from '../item-id.js';

/** The boot source that the path names. @throws NotFound */
export async function findSource(context: Pick<Context, 'db' | 'arg'>, argument = 'id'): Promise<BootSource> {
  const { id } = await findClusterInPath(context);
  return readBootSource(context.db, id, itemId(context, argument));
}
