import type { Context } from '../../../../../../api/operation/context.js';
import { type BootSourceSelection, readSelection } from '../../../../../../model/images/selections.js';
import { itemId } from '../../../item-id.js';
import { findSource } from '../../find-source.js';

type Place = Pick<Context, 'db' | 'arg'>;

/** The boot source that the path names as owner of selections. @throws NotFound */
export const findOwner = (context: Place) => findSource(context, 'boot_source_id');

/** The selection that the path names. @throws NotFound */
export async function findSelection(context: Place): Promise<BootSourceSelection> {
  const { id } = await findOwner(context);
  return readSelection(context.db, id, itemId(context));
}
