import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Conflict, NotFound } from '../../errors.js';
import { hashPassword } from './passwords.js';
import { type CreatedUser, IDENTITY, normalizeEmail, refuseRegionAccount, takenField } from './users.js';

/** What changes of a user. Undefined members stay as they are. */
export interface UserChange {
  readonly email: string | undefined;
  readonly password: string | undefined;
  readonly isSuperuser: boolean | undefined;
}

/** Locks the administrators, so that two of them cannot demote each other at the same moment. */
const lockAdministrators = statement<[], { username: string }>(
  'administrators_lock',
  'SELECT username FROM users WHERE is_superuser AND is_active ORDER BY id FOR UPDATE',
);

/**
 * Changes a user.
 * @throws NotFound, Invalid when the address is taken, Conflict for the last administrator and accounts of the region
 */
export async function updateUser(
  tx: Db,
  username: string,
  { email, password, isSuperuser }: UserChange,
): Promise<CreatedUser> {
  refuseRegionAccount(username);
  const data = {
    ...(email !== undefined && { email: normalizeEmail(email) }),
    ...(password !== undefined && { password: await hashPassword(password) }),
    ...(isSuperuser !== undefined && { isSuperuser }),
  };
  if (isSuperuser === false) await checkOtherAdministrator(tx, username);
  try {
    const [user] = await tx.prisma.user.updateManyAndReturn({ where: { username }, data, select: IDENTITY });
    if (!user) throw new NotFound();
    return user;
  } catch (error) {
    throw takenField(error) ?? error;
  }
}

/** @throws Conflict when nobody else is an administrator; locks the administrators */
export async function checkOtherAdministrator(tx: Db, username: string): Promise<void> {
  const administrators = await tx.sql(lockAdministrators);
  if (administrators.every((administrator) => administrator.username === username)) {
    throw new Conflict(`${username} is the last administrator.`);
  }
}
