import type { FastifyRequest } from 'fastify';
import { Forbidden, Unauthorized } from '../../errors.js';
import { type Session, useSession } from '../../model/accounts/sessions.js';
import type { Region } from '../operation/operation.js';
import { readCookie } from './cookies.js';
import { isCsrfToken } from './csrf.js';
import { isRead, requireSameOrigin } from './same-origin.js';

/** A session, and the secret in its cookie. */
export interface OpenSession {
  readonly session: Session;
  readonly secret: string;
}

/**
 * Finds the session of a request's cookie. A change needs the session's CSRF token in the header X-CSRF-Token.
 * @returns undefined without the cookie, and for a request with an Authorization header, which ignores cookies
 * @throws Forbidden for another origin or a wrong token, Unauthorized when the session has ended
 */
export async function findSession(
  request: FastifyRequest,
  { settings, database }: Region,
): Promise<OpenSession | undefined> {
  if (request.headers.authorization !== undefined) return undefined;
  const secret = readCookie(request, 'session');
  if (secret === undefined) return undefined;
  requireSameOrigin(request, settings.publicUrl);
  if (!isRead(request) && !isCsrfToken(secret, request.headers['x-csrf-token'])) {
    throw new Forbidden("The header X-CSRF-Token is missing or is not this session's.");
  }
  const session = await useSession(database, secret, settings);
  if (!session) throw new Unauthorized('The session has ended. Sign in again.');
  return { session, secret };
}
