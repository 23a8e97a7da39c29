import type { Db } from '../db/database.js';
import { takeQuota } from '../db/quotas.js';
import { type Sql, statement } from '../db/statement.js';

/** The interface by which a person makes changes. */
type AuditOrigin = 'API' | 'UI' | 'CLI';

/** Who did what, from where, on what. It holds no secrets: parameters are named, and have no values. */
export interface AuditRecord {
  readonly origin: AuditOrigin;
  /** A user of the region, or on the command line an account of the operating system; null: an anonymous machine. */
  readonly username: string | null;
  /** The address of the caller, or on the command line the name of the host. */
  readonly address: string;
  /** Method, path and op, such as `POST nodes/{system_id}/ op=start`, or the command. */
  readonly operation: string;
  /** Ids and names. */
  readonly objects: readonly string[];
  /** The names of the given parameters. */
  readonly parameters: readonly string[];
}

/** The columns of a record. `refused` is the HTTP status of a refusal, and null for a change that was made. */
export const AUDIT_COLUMNS = 'origin, username, address, operation, objects, parameters, refused';

const insert = statement<
  [string, string | null, string, string, readonly string[], readonly string[], number | null],
  never
>(
  'audit_record',
  `INSERT INTO audit_records (${AUDIT_COLUMNS})
   VALUES ($1::text::audit_origin, $2, $3, $4, $5::text[], $6::text[], $7::int)`,
);

/**
 * Writes a record. In the transaction of a change, neither can be without the other.
 * @param refused the HTTP status of a refusal; null: the change is made
 */
export async function recordAudit(db: Sql, record: AuditRecord, refused: number | null = null): Promise<void> {
  const { origin, username, address, operation, objects, parameters } = record;
  await db.sql(insert, origin, username, address, operation, objects, parameters, refused);
}

/** The most refusals of one address that are recorded in a minute. */
const REFUSALS_PER_MINUTE = 60;

/**
 * Records a refused call, outside of its transaction. The number for an address is limited, so that nobody fills the
 * database with calls that are refused.
 */
export async function recordRefusal(db: Db, record: AuditRecord, status: number): Promise<void> {
  const wait = await takeQuota(db, 'refusal', record.address, REFUSALS_PER_MINUTE);
  if (wait === undefined) await recordAudit(db, record, status);
}
