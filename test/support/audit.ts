import type { Database } from '../../src/db/database.js';

/** A stored audit record. */
export interface StoredRecord {
  readonly origin: string;
  readonly username: string | null;
  readonly address: string;
  readonly operation: string;
  readonly objects: readonly string[];
  readonly parameters: readonly string[];
  readonly refused: number | null;
}

/** All audit records, oldest first. */
export async function auditRecords({ pool }: Database): Promise<StoredRecord[]> {
  const { rows } = await pool.query<StoredRecord>(
    'SELECT origin::text, username, address, operation, objects, parameters, refused FROM audit_records ORDER BY id',
  );
  return rows;
}

/** Runs `work`. @returns the audit records that were written meanwhile */
export async function recordsOf(database: Database, work: () => Promise<unknown>): Promise<StoredRecord[]> {
  const before = await auditRecords(database);
  await work();
  return (await auditRecords(database)).slice(before.length);
}
