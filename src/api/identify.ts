import type { FastifyRequest } from 'fastify';
import type { Beside } from '../db/batch/keyed-read.js';
import type { Notifications } from '../db/notifications/notifications.js';
import { Unauthorized } from '../errors.js';
import { countAuthenticationFailure } from '../model/accounts/authentication-quota.js';
import { Input } from '../params/input.js';
import { hasForm, hasSignedForm, readParameters } from './body/body.js';
import { ANONYMOUS } from './body/limits.js';
import type { Authenticator } from './oauth/authenticator.js';
import { type Claim, findClaim } from './oauth/claim.js';
import { authorizeAccount, authorizeResource } from './operation/authorize.js';
import type { Caller } from './operation/caller.js';
import type { Region, Resource } from './operation/operation.js';
import { peerAddress } from './operation/peer-address.js';
import { findSession } from './session/find-session.js';

const NONE = new Input();

/** The services and settings of dispatch. */
export interface Dispatch extends Region {
  readonly authenticator: Authenticator;
  readonly notifications: Notifications;
  /** The prefix under which the scope is mounted: `/MAAS` or empty. */
  readonly prefix: string;
  /** The tree that the resources are in. The inactive account of the nodes may only use `/metadata/`. */
  readonly root: '/api/1.0/' | '/metadata/';
}

/**
 * Authenticates the caller, before the body is read where that is possible. A form is read first when the signature
 * covers it, or when it may hold the credentials. Strangers may send such a form, so its limits are small, and
 * `beforeAnonymous` runs before it is read.
 * @param beside a row to read together with the use of the nonce, for a request without a body
 * @throws Unauthorized, TooManyRequests, and the errors of the body; Forbidden for a session on another site, and for a
 *   body of an anonymous caller
 */
export async function identify(
  request: FastifyRequest,
  origin: string,
  resource: Resource,
  dispatch: Dispatch,
  beside?: Beside,
): Promise<Caller> {
  const claim = findClaim(request, NONE);
  if (claim && coversForm(claim, request)) {
    return authenticate(request, origin, await readParameters(request, ANONYMOUS), dispatch);
  }
  const person = claim ? undefined : await identifyPerson(request, dispatch);
  if (person) return person;
  const caller = await authenticate(request, origin, NONE, dispatch, beside);
  if (claim) return caller;
  await resource.beforeAnonymous?.(dispatch, request.method, caller.address);
  if (!hasForm(request)) return caller;
  const form = await readParameters(request, ANONYMOUS).catch((error: unknown) => {
    admit(caller, request, resource, dispatch);
    throw error;
  });
  return authenticate(request, origin, form, dispatch);
}

/** The person with the session of a cookie, outside of the metadata service. @throws Forbidden, Unauthorized */
async function identifyPerson(request: FastifyRequest, dispatch: Dispatch): Promise<Caller | undefined> {
  if (dispatch.root !== '/api/1.0/') return undefined;
  const open = await findSession(request, dispatch);
  if (!open) return undefined;
  const { userId: id, username, isSuperuser } = open.session;
  return {
    user: { id, username, isSuperuser, isActive: true },
    token: null,
    cluster: null,
    address: peerAddress(request),
  };
}

/** Checks that the caller may use the resource. @throws Unauthorized, Forbidden */
export function admit(caller: Caller, { method }: FastifyRequest, resource: Resource, { root }: Dispatch): void {
  if (root === '/api/1.0/') authorizeAccount(caller);
  authorizeResource(resource, caller, method);
}

/** Whether the signature of a claim covers the form in the body (RFC 5849, 3.4.1.3.1). PLAINTEXT covers nothing. */
function coversForm({ signatureMethod }: Claim, request: FastifyRequest): boolean {
  return signatureMethod === 'HMAC-SHA1' && hasSignedForm(request);
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
  beside?: Beside,
): Promise<Caller> {
  try {
    return await authenticator.authenticate(request, origin, form, beside);
  } catch (error) {
    if (root === '/api/1.0/' && error instanceof Unauthorized) {
      await countAuthenticationFailure(database, peerAddress(request), settings.authFailureLimit);
    }
    throw error;
  }
}
