import { createHash } from 'node:crypto';
import { parseKey } from 'sshpk';
import { z } from 'zod';
import type { Db } from '../../db/database.js';
import { findViolatedConstraint } from '../../db/database-failure.js';
import { Invalid, NotFound } from '../../errors.js';

export interface SshKey {
  readonly id: number;
  readonly userId: number;
  /** As the user sent it. */
  readonly key: string;
}

const VIEW = { id: true, userId: true, key: true } as const;

/** Type, data and an optional comment on one line: nodes write each key as a line of a file. */
const LINE = /^[a-z0-9-]+[ \t]+([A-Za-z0-9+/]+={0,2})([ \t][\t\x20-\x7e]*)?$/;

/** The line of an OpenSSH public key: RSA, DSA, ECDSA or Ed25519. */
export const sshPublicKey = z.string().refine(isPublicKey, 'Invalid SSH public key.');

function isPublicKey(text: string): boolean {
  const line = text.trim();
  const data = LINE.exec(line)?.[1];
  if (data === undefined || Buffer.from(data, 'base64').toString('base64') !== data) return false;
  try {
    parseKey(line, 'ssh');
    return true;
  } catch {
    return false;
  }
}

/** A user's keys, oldest first. */
export function listSshKeys(db: Db, userId: number): Promise<SshKey[]> {
  return db.prisma.sshKey.findMany({ where: { userId }, orderBy: { id: 'asc' }, select: VIEW });
}

/** Any user's key. @throws NotFound */
export async function readSshKey(db: Db, id: number | undefined): Promise<SshKey> {
  const key = id === undefined ? null : await db.prisma.sshKey.findUnique({ where: { id }, select: VIEW });
  if (!key) throw new NotFound();
  return key;
}

/** @throws Invalid under `key` when the user already has the key */
export async function createSshKey(tx: Db, userId: number, key: string): Promise<SshKey> {
  const digest = createHash('sha256').update(key).digest('hex');
  try {
    return await tx.prisma.sshKey.create({ data: { userId, key, digest }, select: VIEW });
  } catch (error) {
    if (findViolatedConstraint(error) === undefined) throw error;
    throw Invalid.field('key', 'This key has already been added for this user.');
  }
}

/** @throws NotFound when the key was deleted meanwhile */
export async function deleteSshKey(tx: Db, { id }: SshKey): Promise<void> {
  const { count } = await tx.prisma.sshKey.deleteMany({ where: { id } });
  if (count === 0) throw new NotFound();
}
