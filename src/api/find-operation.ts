import { BadRequest, Forbidden, MethodNotAllowed, Unauthorized } from '../errors.js';
import { type Caller, isSignedIn } from './operation/caller.js';
import type { Operation, Resource } from './operation/operation.js';

const available = (caller: Caller) => (operation: Operation) =>
  isSignedIn(caller) ? operation.allow.signedIn : operation.allow.anonymous;

/** @throws Forbidden for an inactive account */
export function checkActive(caller: Caller): void {
  if (caller.user && !caller.user.isActive) throw new Forbidden('This account is inactive.');
}

/**
 * Checks that this caller may use the resource at all (docs/contract/nodes.md A6, docs/contract/rest.md 0.3).
 * An anonymous call passes when one of the anonymous operations has its method. Such a call may still be answered 400.
 * All other anonymous calls are answered 401.
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
 * @throws MethodNotAllowed when the resource has no operation on this method
 * @throws BadRequest when none of them has this op; the text is fixed (docs/contract/rest.md 0.1)
 */
export function findOperation(resource: Resource, caller: Caller, method: string, op: string | undefined): Operation {
  const side = resource.operations.filter(available(caller));
  const onMethod = side.filter((operation) => operation.on === method);
  if (onMethod.length === 0) throw new MethodNotAllowed([...new Set(side.map((operation) => operation.on))]);
  const found = onMethod.find((operation) => operation.op === op);
  if (!found) throw new BadRequest(`Unrecognised signature: ${method} ${op ?? 'None'}`);
  return found;
}
