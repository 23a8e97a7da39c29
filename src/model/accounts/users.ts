import type { Db } from '../../db/database.js';
import { violatedConstraint } from '../../db/failure.js';
import { Invalid, NotFound, REQUIRED } from '../../errors.js';
import { createToken } from './keys.js';
import { hashPassword } from './passwords.js';

/** The accounts of cluster workers and of nodes: made by the migrations, without password or profile. */
export const WORKER_USER = 'maas-nodegroup-worker';
export const NODE_USER = 'maas-init-node';

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
const EMAIL_LENGTH = 254;
const IDENTITY = { id: true, username: true, email: true, isSuperuser: true } as const;

/**
 * Makes a user and the user's first API key.
 * @throws Invalid when the name is unusable, the address is too long, or one of them is taken
 */
export async function createUser(tx: Db, user: NewUser): Promise<CreatedUser> {
  checkUsername(user.username);
  const email = normalizeEmail(user.email);
  if (email.length > EMAIL_LENGTH) throw Invalid.field('email', `At most ${EMAIL_LENGTH} characters.`);
  const taken = await tx.prisma.user.findUnique({ where: { username: user.username }, select: { id: true } });
  if (taken) throw usernameTaken();
  const password = await hashPassword(user.password);
  try {
    const data = { username: user.username, email, password, isSuperuser: user.isSuperuser };
    const created = await tx.prisma.user.create({ data, select: IDENTITY });
    await createToken(tx, created.id);
    return created;
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'users_email_key') throw Invalid.field('email', 'User with this Email already exists.');
    // Another request may have taken the name since.
    throw constraint?.includes('username') ? usernameTaken() : error;
  }
}

function usernameTaken(): Invalid {
  return Invalid.field('username', 'User with this Username already exists.');
}

function checkUsername(username: string): void {
  if (username === '') throw Invalid.field('username', REQUIRED);
  if ([...username].length > USERNAME_LENGTH) {
    throw Invalid.field('username', `Ensure this value has at most ${USERNAME_LENGTH} characters.`);
  }
  if (!USERNAME.test(username)) {
    throw Invalid.field('username', 'Enter a name of letters, digits and the characters @ . + - _ only.');
  }
}

/** Lower-cases the domain: that part of an address is case-insensitive, the local part need not be. */
function normalizeEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 0 ? email : email.slice(0, at) + email.slice(at).toLowerCase();
}

/** @throws NotFound */
export async function changePassword(tx: Db, username: string, password: string): Promise<void> {
  const { id } = await findUser(tx, username);
  await tx.prisma.user.update({ where: { id }, data: { password: await hashPassword(password) } });
}

/** As the command line asks for one: the error names the user. @throws NotFound */
export async function findUser(tx: Db, username: string): Promise<CreatedUser> {
  const user = await identityOf(tx, username);
  if (!user) throw new NotFound(`There is no user ${JSON.stringify(username)}.`);
  return user;
}

/** Every account by name, those of workers and nodes included. */
export async function listUsers(tx: Db): Promise<UserView[]> {
  const users = await tx.prisma.user.findMany({ orderBy: { username: 'asc' }, select: IDENTITY });
  return users.map(viewUser);
}

/** @throws NotFound */
export async function readUser(tx: Db, username: string): Promise<UserView> {
  const user = await identityOf(tx, username);
  if (!user) throw new NotFound();
  return viewUser(user);
}

function identityOf(tx: Db, username: string): Promise<CreatedUser | null> {
  return tx.prisma.user.findUnique({ where: { username }, select: IDENTITY });
}

export function viewUser(user: CreatedUser): UserView {
  return { username: user.username, is_superuser: user.isSuperuser, email: user.email };
}
