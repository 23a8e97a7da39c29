import type { Context } from '../../api/operation/context.js';
import { NotFound } from '../../errors.js';
import { pathId } from '../../params/values.js';

/** The id of the webhook in the path. @throws NotFound for a text that cannot be an id */
export function webhookId({ arg }: Pick<Context, 'arg'>): number {
  const id = pathId(arg('id'));
  if (id === undefined) throw new NotFound();
  return id;
}
