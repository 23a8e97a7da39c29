import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Region } from '../api/operation/operation.js';
import { setCookie } from '../api/session/cookies.js';
import { csrfToken } from '../api/session/csrf.js';
import { findSession, type OpenSession } from '../api/session/find-session.js';
import { runRequest } from '../db/request-scope.js';
import { Invalid, NotFound, TooManyRequests, Unauthorized } from '../errors.js';
import { recordAudit, recordRefusal } from '../events/audit.js';
import { hashPassword } from '../model/accounts/passwords.js';
import {
  beginSession,
  endOwnSession,
  endSession,
  listSessions,
  type Session,
  useSession,
} from '../model/accounts/sessions.js';
import { deviceOf, replacePassword, verifyOwnPassword, WrongPassword } from '../model/accounts/sign-in.js';
import { VERSION } from '../version.js';
import { given, readForm } from './form.js';
import { speakJson } from './json.js';
import { offerSignIn, placeOf, recordOf, signIn } from './sign-in.js';

const PasswordForm = z.object({ old_password: given, new_password: given });

type Handler = (request: FastifyRequest, reply: FastifyReply, region: Region) => Promise<FastifyReply>;

/** Serves `/session/…`: signing in and out, the sessions of the user, and the user's password. */
export async function serveSessions(app: FastifyInstance, region: Region): Promise<void> {
  await app.register(async (scope) => {
    await speakJson(scope);
    const serve = (method: 'GET' | 'POST' | 'DELETE', path: string, handle: Handler) =>
      scope.route({
        method,
        url: `/session/${path}`,
        handler(request, reply) {
          request.operation = `session/${path} ${method}`;
          return runRequest(request.meter, region.database.limits.requestMs, () => handle(request, reply, region));
        },
      });
    serve('GET', '', read);
    serve('POST', '', create);
    serve('DELETE', '', end);
    serve('GET', 'all/', list);
    serve('DELETE', 'all/:id/', endOther);
    serve('POST', 'password/', changePassword);
  });
}

/** The session of a request. @throws Unauthorized without one, and the errors of `findSession` */
async function requireSession(request: FastifyRequest, region: Region): Promise<OpenSession> {
  const open = await findSession(request, region);
  if (!open) throw new Unauthorized('Sign in first.');
  request.username = open.session.username;
  return open;
}

const read: Handler = async (request, reply, region) => {
  const open = await requireSession(request, region).catch((error: unknown) => {
    if (error instanceof Unauthorized) return undefined;
    throw error;
  });
  return open ? reply.send(view(open)) : offerSignIn(request, reply);
};

const create: Handler = async (request, reply, region) => {
  const secret = await signIn(request, reply, region);
  const session = await useSession(region.database, secret, region.settings);
  if (!session) throw new Unauthorized('The session has ended. Sign in again.');
  return reply.send(view({ session, secret }));
};

function view({ session, secret }: OpenSession): object {
  const { username, email, isSuperuser, idleExpires, expires }: Session = session;
  return {
    user: { username, email, is_superuser: isSuperuser },
    csrf: csrfToken(secret),
    idle_expires: idleExpires.toISOString(),
    expires: expires.toISOString(),
    version: VERSION,
  };
}

const end: Handler = async (request, reply, region) => {
  const { session, secret } = await requireSession(request, region);
  await region.database.transaction(async (tx) => {
    // Of two that end it at once, one is recorded.
    if (!(await endSession(tx, secret))) return;
    await recordAudit(tx, { ...recordOf(request, 'DELETE session/'), username: session.username });
  });
  setCookie(reply, 'session', '');
  return reply.code(204).send();
};

const list: Handler = async (request, reply, region) => {
  const { session } = await requireSession(request, region);
  const sessions = await listSessions(region.database, session.userId, region.settings);
  return reply.send(
    sessions.map(({ id, created, lastUsed, expires, address, userAgent }) => ({
      id,
      current: id === session.id,
      created: created.toISOString(),
      last_used: lastUsed.toISOString(),
      expires: expires.toISOString(),
      address,
      user_agent: userAgent,
    })),
  );
};

const Id = z.object({ id: z.string().regex(/^\d{1,9}$/) });

const endOther: Handler = async (request, reply, region) => {
  const { session } = await requireSession(request, region);
  const { data } = Id.safeParse(request.params);
  if (!data) throw new NotFound();
  const { id } = data;
  await region.database.transaction(async (tx) => {
    await endOwnSession(tx, Number(id), session.userId);
    const record = recordOf(request, 'DELETE session/all/{id}/');
    await recordAudit(tx, { ...record, username: session.username, objects: [id] });
  });
  if (Number(id) === session.id) setCookie(reply, 'session', '');
  return reply.code(204).send();
};

/** A changed password ends all sessions of the user, and a new one begins here. */
const changePassword: Handler = async (request, reply, region) => {
  const { settings, database } = region;
  const { session } = await requireSession(request, region);
  const form = readForm(PasswordForm, request.body);
  const record = { ...recordOf(request, 'POST session/password/'), username: session.username };
  const attempt = { username: session.username, password: form.old_password, address: record.address };
  const account = await verifyOwnPassword(database, attempt, settings.signInLimit).catch(async (error: unknown) => {
    const refusal = error instanceof WrongPassword ? Invalid.field('old_password', 'The password is wrong.') : error;
    if (refusal instanceof Invalid || refusal instanceof TooManyRequests) {
      await recordRefusal(database, record, refusal.status);
    }
    throw refusal;
  });
  const changed = { ...account, password: await hashPassword(form.new_password) };
  const secret = await database.transaction(async (tx) => {
    if (!(await replacePassword(tx, account, changed.password))) return undefined;
    await recordAudit(tx, record);
    return beginSession(tx, changed, placeOf(request), settings);
  });
  if (secret === undefined) throw new Unauthorized('The session has ended. Sign in again.');
  setCookie(reply, 'session', secret);
  setCookie(reply, 'browser', deviceOf(changed));
  return reply.code(204).send();
};
