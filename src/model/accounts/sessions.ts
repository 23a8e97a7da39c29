import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '../../db/database.js';
import { type Sql, statement } from '../../db/statement.js';
import { NotFound } from '../../errors.js';
import type { Viewer } from './viewer.js';

/** How long sessions last. */
export interface SessionLimits {
  /** Minutes without a use */
  readonly sessionIdle: number;
  /** Hours since the sign-in */
  readonly sessionLifetime: number;
}

/** A live session with its user, as the database has both now. */
export interface Session {
  readonly id: number;
  readonly userId: number;
  readonly username: string;
  readonly email: string;
  readonly isSuperuser: boolean;
  readonly expires: Date;
  /** When it ends unless it is used. A use may count for up to a minute less. */
  readonly idleExpires: Date;
}

/** The secret that the cookie of a session holds: 256 random bits. The database has only its hash. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

const SECRET = /^[\w-]{43}$/;

/** Whether a text has the form of a secret. */
export function isSecret(text: string): boolean {
  return SECRET.test(text);
}

function hashOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}

const IDLE = 'make_interval(mins => $2)';
const LIVE = `s.expires > now() AND s.last_used > now() - ${IDLE}`;
/** A use within this time of the last one is not written, so that most requests write nothing. */
const GRAIN = `least(interval '1 minute', ${IDLE} / 10)`;

const use = statement<[Uint8Array, number], Session>(
  'session_use',
  `WITH found AS (
     SELECT s.id, s.user_id, s.last_used, s.expires, u.username, u.email, u.is_superuser
     FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.hash = $1 AND ${LIVE} AND u.is_active
   ), used AS (
     UPDATE sessions s SET last_used = now() FROM found f WHERE s.id = f.id AND f.last_used < now() - ${GRAIN}
   )
   SELECT id, user_id AS "userId", username, email, is_superuser AS "isSuperuser", expires,
     least(expires, greatest(last_used, now() - ${GRAIN}) + ${IDLE}) AS "idleExpires"
   FROM found`,
);

/** Finds the live session of a cookie, with its user, and counts the use. */
export async function useSession(
  db: Sql,
  secret: string,
  { sessionIdle }: SessionLimits,
): Promise<Session | undefined> {
  if (!isSecret(secret)) return undefined;
  const [session] = await db.sql(use, hashOf(secret), sessionIdle);
  return session;
}

/** The account for which a session begins. */
export interface Verified {
  readonly id: number;
  /** The stored hash with which the password was compared. */
  readonly password: string;
}

/** Where a person signs in. */
export interface Place {
  readonly address: string;
  readonly userAgent: string;
}

/** The lock waits for a transaction that changes the account: its trigger then ends this session, or sees none. */
const insert = statement<[Uint8Array, number, string, number, string, string], { id: number }>(
  'session_insert',
  `INSERT INTO sessions (hash, user_id, expires, address, user_agent)
   SELECT $1, u.id, now() + make_interval(hours => $4), $5, $6 FROM users u
   WHERE u.id = $2 AND u.password = $3 AND u.is_active FOR SHARE OF u
   RETURNING id`,
);

/** The most sessions of an account. A sign-in ends the sessions that were not used for the longest time. */
const MOST_SESSIONS = 100;

const endOldest = statement<[number], never>(
  'session_end_oldest',
  `DELETE FROM sessions WHERE id IN (
     SELECT id FROM sessions WHERE user_id = $1 ORDER BY last_used DESC, id DESC OFFSET ${MOST_SESSIONS})`,
);

/**
 * Begins a session.
 * @returns the secret for its cookie; undefined when the password or the account was changed since it was verified
 */
export async function beginSession(
  tx: Db,
  { id, password }: Verified,
  { address, userAgent }: Place,
  { sessionLifetime }: SessionLimits,
): Promise<string | undefined> {
  const secret = newSecret();
  const agent = [...userAgent].slice(0, 255).join('');
  const [made] = await tx.sql(insert, hashOf(secret), id, password, sessionLifetime, address, agent);
  if (!made) return undefined;
  await tx.sql(endOldest, id);
  return secret;
}

const endOne = statement<[Uint8Array], { id: number }>(
  'session_end_one',
  'DELETE FROM sessions WHERE hash = $1 RETURNING id',
);

/** Ends the session of a cookie. @returns false when it has ended before */
export async function endSession(tx: Sql, secret: string): Promise<boolean> {
  return (await tx.sql(endOne, hashOf(secret))).length > 0;
}

/** A session as its user sees it. */
export interface SessionView {
  readonly id: number;
  readonly created: Date;
  readonly lastUsed: Date;
  readonly expires: Date;
  readonly address: string;
  readonly userAgent: string;
}

const list = statement<[number, number], SessionView>(
  'session_list',
  `SELECT s.id, s.created, s.last_used AS "lastUsed", s.expires, s.address, s.user_agent AS "userAgent"
   FROM sessions s WHERE s.user_id = $1 AND ${LIVE} ORDER BY s.last_used DESC, s.id DESC`,
);

/** The live sessions of a user, the last used first. */
export function listSessions(db: Sql, userId: number, { sessionIdle }: SessionLimits): Promise<SessionView[]> {
  return db.sql(list, userId, sessionIdle);
}

interface SessionViewer extends Viewer {
  readonly session: number;
}

const viewers = statement<[readonly number[], number], SessionViewer>(
  'session_viewers',
  `SELECT s.id AS session, u.id, u.username, u.is_superuser AS "isSuperuser"
   FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ANY($1::int[]) AND ${LIVE} AND u.is_active`,
);

/** The users of these sessions, by the ids of the sessions. Sessions that have ended are missing. It is no use of them. */
export async function readSessionViewers(
  db: Sql,
  ids: readonly number[],
  { sessionIdle }: Pick<SessionLimits, 'sessionIdle'>,
): Promise<ReadonlyMap<number, Viewer>> {
  const rows = await db.sql(viewers, ids, sessionIdle);
  return new Map(rows.map(({ session, ...viewer }) => [session, viewer]));
}

const endOwn = statement<[number, number], { id: number }>(
  'session_end_own',
  'DELETE FROM sessions WHERE id = $1 AND user_id = $2 RETURNING id',
);

/** Ends one of a user's sessions. @throws NotFound when the user has no such session */
export async function endOwnSession(tx: Sql, id: number, userId: number): Promise<void> {
  if ((await tx.sql(endOwn, id, userId)).length === 0) throw new NotFound();
}

const purge = statement<[number], { id: number }>(
  'session_purge',
  `DELETE FROM sessions WHERE expires < now() OR last_used < now() - make_interval(mins => $1) RETURNING id`,
);

/** Deletes sessions that have expired. @returns how many were deleted */
export async function purgeSessions(db: Sql, { sessionIdle }: SessionLimits): Promise<number> {
  return (await db.sql(purge, sessionIdle)).length;
}
