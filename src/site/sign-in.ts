import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Region } from '../api/operation/operation.js';
import { peerAddress } from '../api/operation/peer-address.js';
import { readCookie, setCookie } from '../api/session/cookies.js';
import { csrfToken, isCsrfToken } from '../api/session/csrf.js';
import { requireSameOrigin } from '../api/session/same-origin.js';
import { Forbidden, TooManyRequests } from '../errors.js';
import { type AuditRecord, recordAudit, recordRefusal } from '../events/audit.js';
import { beginSession, endSession, isSecret, newSecret } from '../model/accounts/sessions.js';
import { deviceOf, verifySignIn, WrongPassword } from '../model/accounts/sign-in.js';
import { given, readForm } from './form.js';

const SignInForm = z.object({ username: given, password: given, csrf: given });

/** Offers to sign in: the token of the form, which belongs to a cookie. Other tabs of the browser have the same one. */
export function offerSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const present = readCookie(request, 'sign-in');
  const secret = present !== undefined && isSecret(present) ? present : newSecret();
  setCookie(reply, 'sign-in', secret);
  return reply.code(401).send({ csrf: csrfToken(secret) });
}

/**
 * Signs in. The session has a new secret, and the session that the browser had before ends.
 * @returns the secret
 * @throws Invalid, Forbidden, Unauthorized, TooManyRequests
 */
export async function signIn(request: FastifyRequest, reply: FastifyReply, region: Region): Promise<string> {
  const { settings, database } = region;
  requireSameOrigin(request, settings.publicUrl);
  const form = readForm(SignInForm, request.body);
  const bound = readCookie(request, 'sign-in');
  if (bound === undefined || !isSecret(bound) || !isCsrfToken(bound, form.csrf)) {
    throw new Forbidden('The sign-in form is too old. Try again.');
  }
  const record = recordOf(request, 'POST session/');
  const attempt = { ...form, address: record.address, device: readCookie(request, 'browser') };
  const account = await verifySignIn(database, attempt, settings.signInLimit).catch(async (error: unknown) => {
    await recordFailure(region, record, error);
    throw error;
  });
  const secret = await database.transaction(async (tx) => {
    const before = readCookie(request, 'session');
    if (before !== undefined) await endSession(tx, before);
    const made = await beginSession(tx, account, placeOf(request), settings);
    if (made !== undefined) await recordAudit(tx, { ...record, username: account.username });
    return made;
  });
  if (secret === undefined) throw new WrongPassword(account.username);
  request.username = account.username;
  setCookie(reply, 'session', secret);
  setCookie(reply, 'browser', deviceOf(account));
  return secret;
}

/** Records a failure with the name of an account that exists. Another name may be a password in the wrong field. */
async function recordFailure({ database }: Region, record: AuditRecord, error: unknown): Promise<void> {
  const account = error instanceof WrongPassword ? error.account : undefined;
  const failed = { ...record, objects: account === undefined ? [] : [account] };
  if (error instanceof WrongPassword || error instanceof TooManyRequests) {
    await recordRefusal(database, failed, error.status);
  }
}

export function placeOf(request: FastifyRequest): { address: string; userAgent: string } {
  const userAgent = (request.headers['user-agent'] ?? '').replace(/[^\x20-\x7e]/g, '?');
  return { address: peerAddress(request), userAgent };
}

/** The audit record of a request of the web interface, without its user. */
export function recordOf(request: FastifyRequest, operation: string): AuditRecord {
  return { origin: 'UI', username: null, address: peerAddress(request), operation, objects: [], parameters: [] };
}
