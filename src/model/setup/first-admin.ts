import { randomBytes } from 'node:crypto';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lockUntilCommit } from '../../db/advisory-locks.js';
import type { SqlDatabase } from '../../db/sql-database.js';
import { statement } from '../../db/statement.js';
import { type AuditRecord, recordAudit } from '../../events/audit.js';
import { printApiKey, readFirstApiKey } from '../accounts/keys.js';
import { createUser } from '../accounts/users.js';
import { ensureMasterCluster } from '../clusters/master.js';

const ADMIN = 'admin';

const isPrepared = statement<[], { yes: boolean }>(
  'first_admin_is_prepared',
  `SELECT EXISTS (SELECT FROM nodegroups) AND EXISTS (SELECT FROM users WHERE is_superuser AND is_active) AS yes`,
);

const isTaken = statement<[string], { yes: boolean }>(
  'first_admin_is_taken',
  'SELECT EXISTS (SELECT FROM users WHERE (is_superuser AND is_active) OR username = $1) AS yes',
);

/** The path of the file with the first administrator's API key. */
export function adminKeyFile(dataDir: string): string {
  return path.join(dataDir, 'admin-api-key');
}

/**
 * Creates the master cluster and the first administrator, if missing. The administrator is `admin` with a random
 * password. Its API key is written to `$MAAS_DATA_DIR/admin-api-key`, readable by this account only. When an ordinary
 * user is named `admin`, no administrator is created: use `createadmin`.
 * Several processes may call it at once.
 * @param audit the record of the start of the region, to which the administrator is added
 * @returns true when this process made the administrator
 */
export async function ensureFirstAdmin(database: SqlDatabase, dataDir: string, audit: AuditRecord): Promise<boolean> {
  const [prepared] = await database.sql(isPrepared);
  if (prepared?.yes) return false;
  const key = await database.sqlTransaction(async (tx) => {
    await lockUntilCommit(tx, 'FIRST_ADMIN');
    await ensureMasterCluster(tx);
    const [taken] = await tx.sql(isTaken, ADMIN);
    if (taken?.yes) return undefined;
    const password = randomBytes(24).toString('base64url');
    const { id } = await createUser(tx, { username: ADMIN, email: '', password, isSuperuser: true });
    await recordAudit(tx, { ...audit, objects: [ADMIN] });
    const created = await readFirstApiKey(tx, id);
    // Within the transaction, so that no administrator is left without a key file when writing fails.
    if (created) await writeKey(adminKeyFile(dataDir), printApiKey(created));
    return created;
  });
  return key !== undefined;
}

async function writeKey(file: string, key: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `${key}\n`, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, file);
}
