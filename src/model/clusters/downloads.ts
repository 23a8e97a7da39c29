import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { ALL_FIELDS, Invalid } from '../../errors.js';
import { textUpTo, wholeNumber } from '../../params/values.js';

export const downloadFilename = textUpTo(255).min(1, 'This field is required.');
export const downloadError = textUpTo(1_000);
/** A number of bytes, up to the largest integer that a JavaScript number holds exactly. */
export const byteCount = wholeNumber(0, Number.MAX_SAFE_INTEGER);

/** A report about a download. What is left out stays as it is. */
export interface DownloadReport {
  /** Any name that the cluster uses for the file. */
  readonly filename: string;
  /** The size of the file in bytes. */
  readonly size?: number | undefined;
  /** Bytes. Undefined: the download begins. */
  readonly bytesDownloaded?: number | undefined;
  /** "" for none. */
  readonly error?: string | undefined;
}

/** Records the progress of a download. @throws Invalid */
export async function reportDownload(tx: Db, nodegroupId: number, report: DownloadReport): Promise<void> {
  const { bytesDownloaded } = report;
  if (bytesDownloaded === undefined) await begin(tx, nodegroupId, report);
  else await goOn(tx, nodegroupId, { ...report, bytesDownloaded });
}

/** Records without a report for this long are deleted when the cluster begins another download. */
const KEPT_DAYS = 30;

/** Numbers of bytes are passed as text, as drivers limit integers to smaller values. */
const start = statement<[number, string, string | null, string], never>(
  'download_start',
  `WITH forgotten AS (
     DELETE FROM downloads WHERE nodegroup_id = $1 AND updated < now() - interval '${KEPT_DAYS} days')
   INSERT INTO downloads (nodegroup_id, filename, size, error) VALUES ($1, $2, $3::text::bigint, $4)`,
);

async function begin(tx: Db, nodegroupId: number, { filename, size, error = '' }: DownloadReport): Promise<void> {
  await tx.sql(start, nodegroupId, filename, asText(size), error);
}

const lockNewest = statement<[number, string, string | null, string], { id: number; beyond: boolean | null }>(
  'download_lock',
  `SELECT id, $4::text::bigint > coalesce($3::text::bigint, size) AS beyond FROM downloads
   WHERE nodegroup_id = $1 AND filename = $2 ORDER BY id DESC LIMIT 1 FOR UPDATE`,
);

const change = statement<[number, string | null, string, string | null], never>(
  'download_change',
  `UPDATE downloads SET size = coalesce($2::text::bigint, size), bytes_downloaded = $3::text::bigint,
     error = coalesce($4, error), updated = now() WHERE id = $1`,
);

async function goOn(
  tx: Db,
  nodegroupId: number,
  { filename, size, bytesDownloaded, error }: DownloadReport & { readonly bytesDownloaded: number },
): Promise<void> {
  const bytes = String(bytesDownloaded);
  const [newest] = await tx.sql(lockNewest, nodegroupId, filename, asText(size), bytes);
  if (!newest)
    throw Invalid.field(ALL_FIELDS, 'No download of this file has begun: report it without bytes_downloaded.');
  if (newest.beyond) throw Invalid.field(ALL_FIELDS, 'More bytes are downloaded than the file has.');
  await tx.sql(change, newest.id, asText(size), bytes, error ?? null);
}

const asText = (bytes: number | undefined): string | null => (bytes === undefined ? null : String(bytes));

/** The record of a download. */
export interface Download {
  readonly filename: string;
  /** The size of the file in bytes; null while unknown, as for `bytesDownloaded`. */
  readonly size: number | null;
  readonly bytesDownloaded: number | null;
  /** The reason why the download failed; "" otherwise. */
  readonly error: string;
  readonly began: Date;
  /** The time of the last report. */
  readonly updated: Date;
}

/** The downloads of a cluster, the oldest first. */
export async function listDownloads(db: Db, nodegroupId: number): Promise<Download[]> {
  const rows = await db.prisma.download.findMany({ where: { nodegroupId }, orderBy: { id: 'asc' } });
  return rows.map(({ filename, size, bytesDownloaded, error, created, updated }) => ({
    filename,
    size: size === null ? null : Number(size),
    bytesDownloaded: bytesDownloaded === null ? null : Number(bytesDownloaded),
    error,
    began: created,
    updated,
  }));
}

export type DownloadState = 'running' | 'complete' | 'failed';

export function getDownloadState({ error, size, bytesDownloaded }: Download): DownloadState {
  if (error !== '') return 'failed';
  return bytesDownloaded !== null && bytesDownloaded === size ? 'complete' : 'running';
}

/** The downloaded part of the file in percent, with one decimal; null while the size is unknown. */
export function computePercent({ size, bytesDownloaded }: Download): number | null {
  if (size === null) return null;
  return size === 0 ? 100 : Math.floor(((bytesDownloaded ?? 0) / size) * 1_000) / 10;
}

/** The mean rate in whole bytes per second until the last report; null before the first report. */
export function computeBytesPerSecond({ bytesDownloaded, began, updated }: Download): number | null {
  const ms = updated.getTime() - began.getTime();
  return bytesDownloaded === null || ms <= 0 ? null : Math.round((bytesDownloaded / ms) * 1_000);
}
