import { BadRequest, Forbidden, MethodNotAllowed, Unauthorized } from '../errors.js';
import { type Caller, isSignedIn } from './operation/caller.js';
import type { Operation, Resource } from './operation/operation.js';

const available = (caller: Caller) => (operation: Operation) =>
  isSignedIn(caller) ? operation.allow.signedIn : operation.allow.anonymous;

/** @throws Forbidden for an account that is switched off */
export function checkActive(caller: Caller): void {
  if (caller.user && !caller.user.isActive) throw new Forbidden('This account is inactive.');
}

/**
 * The first door: whether this caller may speak to the resource at all (contract: nodes.md A6, rest.md 0.3). A resource
 * has an anonymous side when one of its operations has; there, an anonymous call of a method that the side has goes on
 * and may end in 400, everything else is 401.
 * @throws Unauthorized, Forbidden
 */
export function checkDoor(resource: Resource, caller: Caller, method: string): void {
  if (resource.adminOnly && !caller.user?.isSuperuser) throw new Forbidden('This resource is for administrators.');
  if (isSignedIn(caller)) return;
  const side = resource.operations.filter(available(caller));
  const everyones = resource.operations.every((operation) => operation.allow.anonymous);
  if (!everyones && !side.some((operation) => operation.on === method)) throw new Unauthorized();
}

/**
 * Finds the operation for a method and an `op`.
 * @throws MethodNotAllowed when the resource has nothing on this method
 * @throws BadRequest when it has, but not this op; the text is fixed (rest.md 0.1)
 */
export function findOperation(resource: Resource, caller: Caller, method: string, op: string | undefined): Operation {
  const side = resource.operations.filter(available(caller));
  const onMethod = side.filter((operation) => operation.on === method);
  if (onMethod.length === 0) throw new MethodNotAllowed([...new Set(side.map((operation) => operation.on))]);
  const found = onMethod.find((operation) => operation.op === op);
  if (!found) throw new BadRequest(`Unrecognised signature: ${method} ${op ?? 'None'}`);
  return found;
}
