import type { Db } from '../../db/database.js';
import { findViolatedConstraint } from '../../db/database-failure.js';
import { firstRow } from '../../db/first-row.js';
import { type Sql, statement } from '../../db/statement.js';
import { Conflict, Invalid, NotFound, REQUIRED } from '../../errors.js';
import { Problems } from '../../params/problems.js';
import { createToken } from './keys.js';
import { hashPassword } from './passwords.js';

/** The account of all cluster workers. The migrations create it without password or profile, like that of nodes. */
export const WORKER_USER = 'maas-nodegroup-worker';
/** The account of all nodes. It is inactive: its tokens are good for the metadata service only. */
export const NODE_USER = 'maas-init-node';

/** @throws Conflict for the accounts of workers and nodes, without which the region does not work */
export function refuseRegionAccount(username: string): void {
  if (username === WORKER_USER || username === NODE_USER) throw new Conflict(`The region itself needs ${username}.`);
}

export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly isSuperuser: boolean;
}

export interface CreatedUser {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly isSuperuser: boolean;
}

/** A user as the API shows it. */
export interface UserView {
  readonly username: string;
  readonly is_superuser: boolean;
  readonly email: string;
}

const USERNAME = /^[\p{L}\p{N}_.@+-]+$/u;
const USERNAME_LENGTH = 30;
export const EMAIL_LENGTH = 254;
export const EMAIL_TOO_LONG = `At most ${EMAIL_LENGTH} characters.`;
export const IDENTITY = { id: true, username: true, email: true, isSuperuser: true } as const;
/** `IDENTITY` in SQL. */
const COLUMNS = 'id, username, email, is_superuser AS "isSuperuser"';

const taken = statement<[string, string], { username: boolean; email: boolean }>(
  'user_taken',
  `SELECT EXISTS (SELECT FROM users WHERE username = $1) AS username,
     EXISTS (SELECT FROM users WHERE email = $2 AND email <> '') AS email`,
);

/** Validates the name and the e-mail address of a new user. @param user undefined members are not validated */
export async function checkNewUser(
  tx: Sql,
  { username, email }: { readonly [Field in 'username' | 'email']: string | undefined },
  problems: Problems,
): Promise<void> {
  const [used] = await tx.sql(taken, username ?? '', email === undefined ? '' : normalizeEmail(email));
  if (username !== undefined) problems.add('username', ...usernameProblems(username));
  if (used?.username) problems.add('username', USERNAME_TAKEN);
  if ((email ?? '').length > EMAIL_LENGTH) problems.add('email', EMAIL_TOO_LONG);
  if (used?.email) problems.add('email', EMAIL_TAKEN);
}

/**
 * Makes a user and the user's first API key.
 * @throws Invalid when the name or the address is invalid or taken
 */
export async function createUser(tx: Sql, user: NewUser): Promise<CreatedUser> {
  const problems = new Problems();
  await checkNewUser(tx, user, problems);
  problems.throwIfAny();
  return insertUser(tx, user);
}

const insert = statement<[string, string, string, boolean], CreatedUser>(
  'user_insert',
  `INSERT INTO users (username, email, password, is_superuser) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
);

/** Makes a checked user. @throws Invalid when the name or the address was taken since `checkNewUser` */
export async function insertUser(tx: Sql, user: NewUser): Promise<CreatedUser> {
  const password = await hashPassword(user.password);
  const { username, isSuperuser } = user;
  try {
    const created = await firstRow(tx.sql(insert, username, normalizeEmail(user.email), password, isSuperuser));
    await createToken(tx, created.id);
    return created;
  } catch (error) {
    throw takenField(error) ?? error;
  }
}

/** The refusal of a name or an address that another user has; undefined for other errors. */
export function takenField(error: unknown): Invalid | undefined {
  const constraint = findViolatedConstraint(error);
  if (constraint === 'users_email_key') return Invalid.field('email', EMAIL_TAKEN);
  return constraint?.includes('username') ? Invalid.field('username', USERNAME_TAKEN) : undefined;
}

const USERNAME_TAKEN = 'User with this Username already exists.';
const EMAIL_TAKEN = 'User with this Email already exists.';

/** The first rule that a name breaks. */
function usernameProblems(username: string): string[] {
  if (username === '') return [REQUIRED];
  if ([...username].length > USERNAME_LENGTH) {
    return [`Ensure this value has at most ${USERNAME_LENGTH} characters.`];
  }
  return USERNAME.test(username) ? [] : ['Enter a name of letters, digits and the characters @ . + - _ only.'];
}

/** Lower-cases the domain of an address. The domain is case-insensitive; the local part may be case-sensitive. */
export function normalizeEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 0 ? email : email.slice(0, at) + email.slice(at).toLowerCase();
}

const setPassword = statement<[number, string], never>('user_password', 'UPDATE users SET password = $2 WHERE id = $1');

/** @throws NotFound */
export async function changePassword(tx: Sql, username: string, password: string): Promise<void> {
  const { id } = await findUser(tx, username);
  await tx.sql(setPassword, id, await hashPassword(password));
}

/** Finds a user for the command line. @throws NotFound with the name of the user */
export async function findUser(tx: Sql, username: string): Promise<CreatedUser> {
  const user = await identityOf(tx, username);
  if (!user) throw new NotFound(`There is no user ${JSON.stringify(username)}.`);
  return user;
}

/** All accounts by name, including those of workers and nodes. */
export async function listUsers(tx: Db): Promise<UserView[]> {
  const users = await tx.prisma.user.findMany({ orderBy: { username: 'asc' }, select: IDENTITY });
  return users.map(viewUser);
}

/** @throws NotFound */
export async function readUser(tx: Sql, username: string): Promise<UserView> {
  const user = await identityOf(tx, username);
  if (!user) throw new NotFound();
  return viewUser(user);
}

const identify = statement<[string], CreatedUser>('user_identity', `SELECT ${COLUMNS} FROM users WHERE username = $1`);

async function identityOf(tx: Sql, username: string): Promise<CreatedUser | undefined> {
  const [user] = await tx.sql(identify, username);
  return user;
}

export function viewUser(user: CreatedUser): UserView {
  return { username: user.username, is_superuser: user.isSuperuser, email: user.email };
}
