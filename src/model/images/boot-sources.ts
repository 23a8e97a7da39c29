import type { Db } from '../../db/database.js';
import { firstRow } from '../../db/first-row.js';
import { statement } from '../../db/statement.js';
import { ALL_FIELDS, NotFound } from '../../errors.js';
import type { Problems } from '../../params/problems.js';
import { textUpTo } from '../../params/values.js';
import { configUrl } from '../configuration/value-types.js';

const URL_LENGTH = 200;

/** Where to get images from: a URL as configuration items have them, of http, https or ftp. */
export const bootSourceUrl = configUrl.refine(
  (value) => value.length <= URL_LENGTH,
  `Ensure this value has at most ${URL_LENGTH} characters.`,
);

/** A path on the cluster; "" for none. */
export const keyringFilename = textUpTo(100);

/** Where a cluster gets boot images from, and the keys that sign them: in a file on the cluster, or here. */
export interface BootSource {
  readonly id: number;
  readonly url: string;
  /** "" when the keyring is in `keyringData`. */
  readonly keyringFilename: string;
  /** Empty when the keyring is in `keyringFilename`. */
  readonly keyringData: Uint8Array;
}

export type BootSourceSettings = Omit<BootSource, 'id'>;

const VIEW = { id: true, url: true, keyringFilename: true, keyringData: true } as const;

/** The boot sources of a cluster, the oldest first. */
export function listBootSources(db: Db, nodegroupId: number): Promise<BootSource[]> {
  return db.prisma.bootSource.findMany({ where: { nodegroupId }, orderBy: { id: 'asc' }, select: VIEW });
}

/** A boot source, if it is this cluster's. @throws NotFound */
export async function readBootSource(db: Db, nodegroupId: number, id: number): Promise<BootSource> {
  const source = await db.prisma.bootSource.findFirst({ where: { id, nodegroupId }, select: VIEW });
  if (!source) throw new NotFound();
  return source;
}

/** Checks that a source has exactly one keyring. */
export function checkKeyrings(
  { keyringFilename, keyringData }: Pick<BootSourceSettings, 'keyringFilename' | 'keyringData'>,
  problems: Problems,
): void {
  if ((keyringFilename !== '') === keyringData.byteLength > 0) {
    problems.add(ALL_FIELDS, 'Give exactly one of keyring_filename and keyring_data.');
  }
}

export function createBootSource(tx: Db, nodegroupId: number, source: BootSourceSettings): Promise<BootSource> {
  return tx.prisma.bootSource.create({ data: { nodegroupId, ...stored(source) }, select: VIEW });
}

const lock = statement<[number, number], { id: number }>(
  'boot_source_lock',
  'SELECT id FROM boot_sources WHERE nodegroup_id = $1 AND id = $2 FOR NO KEY UPDATE',
);

/** Reads a boot source and locks it until the transaction ends. @throws NotFound */
export async function lockBootSource(tx: Db, nodegroupId: number, id: number): Promise<BootSource> {
  await firstRow(tx.sql(lock, nodegroupId, id));
  return readBootSource(tx, nodegroupId, id);
}

export function updateBootSource(tx: Db, id: number, settings: BootSourceSettings): Promise<BootSource> {
  return tx.prisma.bootSource.update({ where: { id }, data: stored(settings), select: VIEW });
}

/** Deletes a boot source with its selections. @throws NotFound */
export async function deleteBootSource(tx: Db, nodegroupId: number, id: number): Promise<void> {
  const { count } = await tx.prisma.bootSource.deleteMany({ where: { id, nodegroupId } });
  if (count === 0) throw new NotFound();
}

function stored({ url, keyringFilename, keyringData }: BootSourceSettings) {
  return { url, keyringFilename, keyringData: new Uint8Array(keyringData) };
}
