import { type Sql, statement } from './statement.js';

/**
 * The number of every advisory lock that the region takes. No other file writes such a number: two locks of one number
 * would exclude each other.
 */
export const ADVISORY_LOCKS = {
  /** Held while migrations are applied. Prisma's own `migrate deploy` takes the same. */
  MIGRATION: 72707369,
  /** Held while the master cluster is looked up and created. */
  MASTER_CLUSTER: 5240_001,
  /** Held while a cluster is registered. */
  CLUSTER_REGISTRATION: 5240_002,
  /** Held while the first administrator is created. */
  FIRST_ADMIN: 5240_003,
  /** Held, shared, by every process that uses the embedded server. The process that holds it alone may stop the server. */
  EMBEDDED_USERS: 5240_010,
  /** Held by the one `serve` process of a data folder. */
  EMBEDDED_OWNER: 5240_011,
  /** Held by the import of a cluster's images; its second number is the cluster's id. */
  IMAGE_IMPORT_CLUSTER: 5240_020,
  /** Held while an import downloads a file; its second number is made of the file's checksum. */
  IMAGE_IMPORT_FILE: 5240_021,
  /** Held, shared, by every import; held alone while unused files are deleted. Its second number is 0. */
  IMAGE_IMPORT_STORE: 5240_022,
  /** Held while a request with an Idempotency-Key is performed; its second number is made of the key. */
  IDEMPOTENCY: 5240_030,
  /** Held, shared, by every process with live streams. Triggers notify of changes only while it is held. */
  LIVE: 5240_040,
} as const;

const lockNumber = statement<[number], { locked: boolean }>(
  'advisory_lock',
  'SELECT true AS locked FROM pg_advisory_xact_lock($1::int)',
);

/** Waits for an advisory lock and holds it until the transaction ends. */
export async function lockUntilCommit(tx: Sql, lock: keyof typeof ADVISORY_LOCKS): Promise<void> {
  await tx.sql(lockNumber, ADVISORY_LOCKS[lock]);
}
