import { DatabaseBatch } from '../db/batch/database-batch.js';
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

const insert = statement<[string], never>(
  'audit_record',
  `INSERT INTO audit_records (${AUDIT_COLUMNS})
   SELECT ${AUDIT_COLUMNS} FROM json_to_recordset($1::text::json) AS given (origin audit_origin, username text, address text,
     operation text, objects text[], parameters text[], refused int)`,
);

const MOST_RECORDS = 50;
const records = new DatabaseBatch<AuditRecord & { readonly refused: number | null }, undefined, Sql>(
  async (db, given) => {
    await db.sql(insert, JSON.stringify(given));
    return given.map(() => undefined);
  },
  MOST_RECORDS,
);

/**
 * Writes a record. In the transaction of a change, neither can be without the other.
 * @param refused the HTTP status of a refusal; null: the change is made
 */
export async function recordAudit(db: Sql, record: AuditRecord, refused: number | null = null): Promise<void> {
  await records.ask(db, { ...record, refused });
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
