import type { Db } from '../../db/database.js';
import { findViolatedConstraint } from '../../db/database-failure.js';
import { Invalid, NotFound } from '../../errors.js';

/** A commissioning script that an administrator added. */
export interface CommissioningScript {
  readonly name: string;
  readonly content: Uint8Array;
}

export const SCRIPT_NAME_LENGTH = 255;

/** The names of all added scripts, in ascending order. */
export async function listScriptNames(db: Db): Promise<string[]> {
  const scripts = await db.prisma.commissioningScript.findMany({ select: { name: true }, orderBy: { name: 'asc' } });
  return scripts.map(({ name }) => name);
}

/** @throws Invalid when a script has this name */
export async function createScript(db: Db, { name, content }: CommissioningScript): Promise<void> {
  try {
    await db.prisma.commissioningScript.create({ data: { name, content: Buffer.from(content) } });
  } catch (error) {
    if (findViolatedConstraint(error) === undefined) throw error;
    throw Invalid.field('name', 'Commissioning script with this Name already exists.');
  }
}

/** @throws NotFound */
export async function readScript(db: Db, name: string): Promise<Uint8Array> {
  const script = await db.prisma.commissioningScript.findUnique({ where: { name }, select: { content: true } });
  if (!script) throw new NotFound();
  return script.content;
}

/** @throws NotFound */
export async function replaceScript(db: Db, { name, content }: CommissioningScript): Promise<void> {
  const data = { content: Buffer.from(content) };
  const { count } = await db.prisma.commissioningScript.updateMany({ where: { name }, data });
  if (count === 0) throw new NotFound();
}

/** @throws NotFound */
export async function deleteScript(db: Db, name: string): Promise<void> {
  const { count } = await db.prisma.commissioningScript.deleteMany({ where: { name } });
  if (count === 0) throw new NotFound();
}
