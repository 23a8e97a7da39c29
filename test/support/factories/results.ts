import { randomBytes } from 'node:crypto';
import type { Database } from '../../../src/db/database.js';
import { LLDP_RESULT, LSHW_RESULT } from '../../../src/model/hardware/outputs.js';

/** Writes random commissioning outputs of these lengths in bytes directly into the database. They differ by node. */
export async function makeRandomResults(
  database: Database,
  systemIds: readonly string[],
  { lshw, lldp }: { readonly lshw?: number; readonly lldp?: number },
): Promise<void> {
  for (const [name, bytes] of [
    [LSHW_RESULT, lshw],
    [LLDP_RESULT, lldp],
  ] as const) {
    if (bytes !== undefined) await database.pool.query(INSERT, [systemIds, name, randomBytes(bytes)]);
  }
}

const INSERT = `
INSERT INTO commissioning_results (node_id, name, script_result, data)
SELECT id, $2::text, 0, overlay($3::bytea PLACING decode(md5(id::text || $2::text), 'hex') FROM 1)
FROM nodes WHERE system_id = ANY($1::text[])
ON CONFLICT (node_id, name) DO UPDATE SET data = excluded.data`;

/** Writes the output of one script of one node directly into the database. */
export async function makeResult(
  database: Database,
  systemId: string,
  name: string,
  output: string | Buffer,
  scriptResult = 0,
): Promise<void> {
  await database.pool.query(
    `INSERT INTO commissioning_results (node_id, name, script_result, data)
     SELECT id, $2, $3, $4 FROM nodes WHERE system_id = $1`,
    [systemId, name, scriptResult, Buffer.from(output)],
  );
}
