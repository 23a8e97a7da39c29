import { createHash } from 'node:crypto';
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

/**
 * Type, data and an optional comment on one line: nodes write each key as a line of a file. So the comment has no control
 * characters and no line separators.
 */
const LINE = /^([a-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]+={0,2})([ \t]([^\p{Cc}\p{Zl}\p{Zp}]|\t)*)?$/u;

/** Whether a text is the line of an OpenSSH public key: RSA, DSA, ECDSA or Ed25519, the last two also of a security token. */
async function isPublicKey(text: string): Promise<boolean> {
  const [, type = '', data = ''] = LINE.exec(text.trim()) ?? [];
  const bytes = Buffer.from(data, 'base64');
  if (data === '' || bytes.toString('base64') !== data) return false;
  if (Object.hasOwn(TOKEN_KEYS, type)) return isTokenKey(type, bytes);
  const { parseKey } = await import('sshpk');
  try {
    parseKey(`${type} ${data}`, 'ssh');
    return true;
  } catch {
    return false;
  }
}

/** What precedes the application in the data of a security token's key (OpenSSH's PROTOCOL.u2f). */
const TOKEN_KEYS: Readonly<Record<string, (fields: readonly Buffer[]) => boolean>> = {
  'sk-ssh-ed25519@openssh.com': ([point, ...others]) => point?.length === 32 && others.length === 0,
  'sk-ecdsa-sha2-nistp256@openssh.com': ([curve, point, ...others]) =>
    curve?.toString() === 'nistp256' && point?.length === 65 && point[0] === 4 && others.length === 0,
};

/** Whether these bytes are a public key of this type. sshpk knows no keys of security tokens. */
function isTokenKey(type: string, bytes: Buffer): boolean {
  const [named, ...fields] = readFields(bytes) ?? [];
  const application = fields.pop();
  if (named?.toString() !== type || !application || application.length === 0) return false;
  return TOKEN_KEYS[type]?.(fields) ?? false;
}

/** The strings of RFC 4251, 5, that bytes consist of; undefined when they are cut off. */
function readFields(bytes: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
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

/** @throws Invalid under `key` when it is not a public key, or the user already has it */
export async function createSshKey(tx: Db, userId: number, key: string): Promise<SshKey> {
  if (!(await isPublicKey(key))) throw Invalid.field('key', 'Invalid SSH public key.');
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
