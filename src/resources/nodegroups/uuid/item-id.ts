import type { Context } from '../../../api/operation/operation.js';
import { NotFound } from '../../../errors.js';
import { pathId } from '../../../params/values.js';

/** The id that the path gives to one of a cluster's things. @throws NotFound for what cannot be one */
export function itemId({ arg }: Pick<Context, 'arg'>, argument = 'id'): number {
  const id = pathId(arg(argument));
  if (id === undefined) throw new NotFound();
  return id;
}
