import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Db } from '../../db/database.js';
import { giveBack, type Taken, takeSignIn } from '../../db/quotas.js';
import { type Sql, statement } from '../../db/statement.js';
import { TooManyRequests, Unauthorized } from '../../errors.js';
import { isStorable } from '../../params/text.js';
import { isDjangoHash } from './django-passwords.js';
import { hashPassword, verifyPassword } from './passwords.js';
import type { Verified } from './sessions.js';

/** What a person sends to sign in. */
export interface SignIn {
  readonly username: string;
  readonly password: string;
  readonly address: string;
  /** The mark of the browser from its last sign-in; undefined: none. */
  readonly device: string | undefined;
}

export interface SignInAccount extends Verified {
  readonly username: string;
}

/** A sign-in was refused. */
export class WrongPassword extends Unauthorized {
  /** @param account the name of the account; undefined when there is no such account */
  constructor(readonly account: string | undefined) {
    super('The user name or the password is wrong.');
  }
}

/**
 * The quota of an account, in quotas of an address. So one address cannot use it up, and lock the user out. Browsers that
 * have signed in to the account before do not count.
 */
const ADDRESSES_PER_ACCOUNT = 5;

const find = statement<[string], SignInAccount>(
  'sign_in_account',
  `SELECT id, username, password FROM users WHERE username = $1 AND is_active AND password <> ''`,
);

/** The account that a password opens, if there is one. */
async function findSignInAccount(db: Sql, username: string): Promise<SignInAccount | undefined> {
  const [account] = await db.sql(find, isStorable(username) ? username : '');
  return account;
}

/**
 * Verifies a user name and a password. An unknown name takes the same statements and the same hash as a wrong password.
 * @param perMinute the most failures of one address in a minute; 0: no limit
 * @throws WrongPassword, TooManyRequests
 */
export async function verifySignIn(db: Db, given: SignIn, perMinute: number): Promise<SignInAccount> {
  const { username, password, address, device } = given;
  const taken = perMinute === 0 ? [] : [await take(db, 'address', address, perMinute)];
  const account = await findSignInAccount(db, username);
  const isKnownBrowser = account !== undefined && device !== undefined && isDeviceOf(account, device);
  if (perMinute !== 0 && !isKnownBrowser) {
    taken.push(await take(db, 'account', username, perMinute * ADDRESSES_PER_ACCOUNT));
  }
  const isRight = await verifyPassword(account?.password, password);
  if (!account || !isRight) throw new WrongPassword(account?.username);
  const signedIn = isDjangoHash(account.password) ? await renewHash(db, account, password) : account;
  await giveBack(db, taken);
  return signedIn;
}

/** Replaces the hash of a right password that an old MAAS made. @throws WrongPassword */
async function renewHash(db: Db, account: SignInAccount, password: string): Promise<SignInAccount> {
  const hash = await hashPassword(password);
  const isReplaced = await db.transaction((tx) => replacePassword(tx, account, hash));
  if (isReplaced) return { ...account, password: hash };
  // Another sign-in has replaced the hash meanwhile, or the account has a new password.
  const current = await findSignInAccount(db, account.username);
  if (!current || !(await verifyPassword(current.password, password))) throw new WrongPassword(current?.username);
  return current;
}

/**
 * Verifies the password of somebody who is signed in.
 * @throws WrongPassword, TooManyRequests
 */
export async function verifyOwnPassword(
  db: Db,
  { username, password, address }: Omit<SignIn, 'device'>,
  perMinute: number,
): Promise<SignInAccount> {
  const account = await findSignInAccount(db, username);
  const device = account && deviceOf(account);
  return verifySignIn(db, { username, password, address, device }, perMinute);
}

/** @throws TooManyRequests */
async function take(db: Db, of: 'address' | 'account', subject: string, perMinute: number): Promise<Taken> {
  const taken = await takeSignIn(db, of, subject, perMinute);
  if (typeof taken !== 'number') return taken;
  throw new TooManyRequests('Too many sign-ins failed. Try again later.', taken);
}

/**
 * The mark of browsers that have signed in to an account. Only the stored hash of the password makes it, so a new password
 * makes the old marks void.
 */
export function deviceOf({ id, password }: Verified): string {
  return createHmac('sha256', password).update(`browser of ${id}`).digest('base64url');
}

function isDeviceOf(account: Verified, device: string): boolean {
  const [expected, given] = [Buffer.from(deviceOf(account)), Buffer.from(device)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}

const replace = statement<[number, string, string], { id: number }>(
  'user_replace_password',
  'UPDATE users SET password = $3 WHERE id = $1 AND password = $2 RETURNING id',
);

/** Replaces a verified password by another hash. Sessions of the account end. @returns false after another change */
export async function replacePassword(tx: Sql, { id, password }: Verified, hash: string): Promise<boolean> {
  return (await tx.sql(replace, id, password, hash)).length > 0;
}
