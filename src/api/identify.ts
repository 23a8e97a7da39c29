import type { FastifyRequest } from 'fastify';
import { Unauthorized } from '../errors.js';
import { countAuthenticationFailure } from '../model/accounts/authentication-quota.js';
import { Input } from '../params/input.js';
import { hasForm, hasSignedForm, readParameters } from './body/body.js';
import { ANONYMOUS, CLAIMED } from './body/limits.js';
import type { Authenticator } from './oauth/authenticator.js';
import { findClaim } from './oauth/claim.js';
import { authorizeAccount, authorizeResource } from './operation/authorize.js';
import { type Caller, isSignedIn } from './operation/caller.js';
import type { Region, Resource } from './operation/operation.js';
import { peerAddress } from './operation/peer-address.js';

/** The services and settings of dispatch. */
export interface Dispatch extends Region {
  readonly authenticator: Authenticator;
  /** The prefix under which the scope is mounted: `/MAAS` or empty. */
  readonly prefix: string;
  /** The tree that the resources are in. The inactive account of the nodes may only use `/metadata/`. */
  readonly root: '/api/1.0/' | '/metadata/';
}

/**
 * Authenticates the caller, before the body is read where that is possible. A form is read first when it may hold the
 * credentials. Its files must then be small, so that strangers cannot fill the disk.
 * @throws Unauthorized, TooManyRequests, and the errors of the body; for a body of an anonymous caller, Forbidden
 */
export async function identify(
  request: FastifyRequest,
  origin: string,
  resource: Resource,
  dispatch: Dispatch,
): Promise<Caller> {
  const caller = hasSignedForm(request) ? undefined : await authenticate(request, origin, new Input(), dispatch);
  if (caller && (isSignedIn(caller) || !hasForm(request))) return caller;
  const limits = findClaim(request, new Input()) ? CLAIMED : ANONYMOUS;
  const form = await readParameters(request, limits).catch((error: unknown) => {
    if (caller) admit(caller, request, resource, dispatch);
    throw error;
  });
  return authenticate(request, origin, form, dispatch);
}

/** Checks that the caller may use the resource. @throws Unauthorized, Forbidden */
export function admit(caller: Caller, { method }: FastifyRequest, resource: Resource, { root }: Dispatch): void {
  if (root === '/api/1.0/') authorizeAccount(caller);
  authorizeResource(resource, caller, method);
}

/**
 * Authenticates the caller. Failures are counted, except in the metadata service: released machines call it with dead
 * credentials, many behind one address. Valid credentials always pass, so that nobody locks out others.
 */
async function authenticate(
  request: FastifyRequest,
  origin: string,
  form: Input,
  { authenticator, database, settings, root }: Dispatch,
): Promise<Caller> {
  try {
    return await authenticator.authenticate(request, origin, form);
  } catch (error) {
    if (root === '/api/1.0/' && error instanceof Unauthorized) {
      await countAuthenticationFailure(database, peerAddress(request), settings.authFailureLimit);
    }
    throw error;
  }
}
