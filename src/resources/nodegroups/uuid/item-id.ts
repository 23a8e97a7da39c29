import type { Context } from '../../../api/operation/context.js';
import { NotFound } from '../../../errors.js';
import { pathId } from '../../../params/values.js';

/** The id in the path of an object of a cluster. @throws NotFound for a text that cannot be an id */
export function itemId({ arg }: Pick<Context, 'arg'>, argument = 'id'): number {
  const id = pathId(arg(argument));
  if (id === undefined) throw new NotFound();
  return id;
}
