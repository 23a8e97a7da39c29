import { BadRequest, MethodNotAllowed, Unauthorized } from '../errors.js';
import { isOffered } from './operation/authorize.js';
import { type Caller, isSignedIn } from './operation/caller.js';
import type { Operation, Resource } from './operation/operation.js';

/**
 * Finds the operation for a method and an `op`, among those that exist for the caller.
 * @throws MethodNotAllowed when the resource has no operation on this method
 * @throws BadRequest when none of them has this op; the text is fixed (docs/contract/rest.md 0.1)
 * @throws Unauthorized in that case for an anonymous caller of a resource with `addsAnonymous`
 */
export function findOperation(resource: Resource, caller: Caller, method: string, op: string | undefined): Operation {
  const offered = resource.operations.filter((operation) => isOffered(operation, caller));
  const onMethod = offered.filter((operation) => operation.on === method);
  if (onMethod.length === 0) throw new MethodNotAllowed([...new Set(offered.map((operation) => operation.on))]);
  const found = onMethod.find((operation) => operation.op === op);
  if (found) return found;
  if (resource.addsAnonymous && !isSignedIn(caller)) throw new Unauthorized();
  throw new BadRequest(`Unrecognised signature: ${method} ${op ?? 'None'}`);
}
