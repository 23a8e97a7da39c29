import type { Db } from '../../db/database.js';
import { findViolatedConstraint } from '../../db/database-failure.js';
import { firstRow } from '../../db/first-row.js';
import { statement } from '../../db/statement.js';
import { BadRequest, Invalid, NotFound } from '../../errors.js';
import { requireNoWebhook } from '../webhooks/filter.js';

/** The zone of nodes that are in no other zone. The default zone always exists. */
export const DEFAULT_ZONE = 'default';

export const ZONE_NAME_LENGTH = 256;

export interface Zone {
  readonly name: string;
  readonly description: string;
}

const VIEW = { name: true, description: true } as const;

const list = statement<[], Zone>('zone_list', 'SELECT name, description FROM zones ORDER BY lower(name), name');

/** All zones, ordered by name in any case. */
export function listZones(db: Db): Promise<Zone[]> {
  return db.sql(list);
}

/** @throws NotFound */
export async function readZone(db: Db, name: string): Promise<Zone> {
  const zone = await db.prisma.zone.findUnique({ where: { name }, select: VIEW });
  if (!zone) throw new NotFound();
  return zone;
}

/** @throws Invalid when the name is taken */
export async function createZone(tx: Db, zone: Zone): Promise<Zone> {
  return named(tx.prisma.zone.create({ data: zone, select: VIEW }));
}

export interface ZoneChanges {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

export interface LockedZone extends Zone {
  readonly id: number;
}

/** Locks a zone. No node can be moved into the zone meanwhile, as a reference to the zone waits for this lock. */
const lock = statement<[string], LockedZone>(
  'zone_lock',
  'SELECT id, name, description FROM zones WHERE name = $1 FOR UPDATE',
);

/** Reads a zone, and locks it until the transaction ends against changes and new nodes. @throws NotFound */
export function lockZone(tx: Db, name: string): Promise<LockedZone> {
  return firstRow(tx.sql(lock, name));
}

/**
 * Changes the given attributes of a zone. Nodes stay in a renamed zone.
 * @throws Invalid when the new name is taken, or the default zone would be renamed
 */
export async function updateZone(tx: Db, zone: LockedZone, { name, description }: ZoneChanges): Promise<Zone> {
  if (zone.name === DEFAULT_ZONE && name !== undefined && name !== DEFAULT_ZONE) {
    throw Invalid.field('name', 'The default zone cannot be renamed.');
  }
  const data = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
  return named(tx.prisma.zone.update({ where: { id: zone.id }, data, select: VIEW }));
}

async function named(write: Promise<Zone>): Promise<Zone> {
  try {
    return await write;
  } catch (error) {
    if (findViolatedConstraint(error) === undefined) throw error;
    throw Invalid.field('name', 'Zone with this Name already exists.');
  }
}

const empty = statement<[number, string], never>(
  'zone_empty',
  `UPDATE nodes SET zone_id = (SELECT id FROM zones WHERE name = $2), updated = now() WHERE zone_id = $1`,
);

/**
 * Deletes the zone of this name, if it exists, and moves its nodes to the default zone.
 * @throws BadRequest for the default zone, Conflict when a webhook filters by the zone
 */
export async function deleteZone(tx: Db, name: string): Promise<void> {
  if (name === DEFAULT_ZONE) throw new BadRequest('The default zone cannot be deleted.');
  const [zone] = await tx.sql(lock, name);
  if (!zone) return;
  await requireNoWebhook(tx, 'zone', zone);
  await tx.sql(empty, zone.id, DEFAULT_ZONE);
  await tx.prisma.zone.deleteMany({ where: { id: zone.id } });
}
