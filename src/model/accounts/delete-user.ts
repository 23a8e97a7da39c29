import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Conflict, Invalid, NotFound } from '../../errors.js';
import { checkOtherAdministrator } from './update-user.js';
import { NODE_USER, refuseRegionAccount, WORKER_USER } from './users.js';

/** Locks users in one order. Operations that give a node to a locked user wait. */
const lock = statement<[readonly string[]], { id: number; username: string }>(
  'users_lock',
  'SELECT id, username FROM users WHERE username = ANY($1::text[]) ORDER BY id FOR UPDATE',
);

const giveNodes = statement<[number, number], { system_id: string }>(
  'user_give_nodes',
  'UPDATE nodes SET owner_id = $2, updated = now() WHERE owner_id = $1 RETURNING system_id',
);

const findSameFiles = statement<[number, number], { filename: string }>(
  'user_same_files',
  `SELECT f.filename FROM files f JOIN files g ON g.filename = f.filename AND g.owner_id = $2
   WHERE f.owner_id = $1 ORDER BY f.filename`,
);

/**
 * Deletes a user with their API keys, SSH keys and files.
 * @param heir the user who gets the nodes and files
 * @returns the system_ids of the nodes that the heir gets
 * @throws NotFound, Invalid for an unknown heir, Conflict while the user has nodes that no heir gets
 */
export async function deleteUser(tx: Db, username: string, heir: string | undefined): Promise<string[]> {
  refuseRegionAccount(username);
  await checkOtherAdministrator(tx, username);
  const locked = await tx.sql(lock, heir === undefined ? [username] : [username, heir]);
  const user = locked.find((one) => one.username === username);
  if (!user) throw new NotFound();
  const given = heir === undefined ? [] : await transfer(tx, user.id, locked, username, heir);
  const nodes = await tx.prisma.node.count({ where: { ownerId: user.id } });
  if (nodes > 0) throw new Conflict(`User ${username} cannot be deleted: it still has ${nodes} node(s).`);
  await tx.prisma.user.delete({ where: { id: user.id } });
  return given;
}

async function transfer(
  tx: Db,
  from: number,
  locked: readonly { id: number; username: string }[],
  username: string,
  heir: string,
): Promise<string[]> {
  const to = locked.find((one) => one.username === heir && heir !== username);
  if (!to || [WORKER_USER, NODE_USER].includes(heir)) {
    throw Invalid.field('transfer_resources_to', `${JSON.stringify(heir)} is not another user.`);
  }
  const same = await tx.sql(findSameFiles, from, to.id);
  if (same.length > 0) {
    const names = same.map(({ filename }) => filename).join(', ');
    throw new Conflict(`${heir} already has file(s) of the same name: ${names}.`);
  }
  await tx.prisma.file.updateMany({ where: { ownerId: from }, data: { ownerId: to.id } });
  const nodes = await tx.sql(giveNodes, from, to.id);
  return nodes.map(({ system_id }) => system_id);
}
