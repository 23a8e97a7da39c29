import { setTimeout as wait } from 'node:timers/promises';
import { NONCE_LIFETIME } from '../../src/model/accounts/nonces.js';
import { execute, select } from '../support/sql.js';
import type { Meter } from './meter.js';
import { FILES, IMAGES, LEASES } from './work.js';

/** Seconds after which the purge of every minute has surely deleted an expired nonce. */
const NONCE_SECONDS = NONCE_LIFETIME + 60 + 60 + 30;
const PATIENCE_MS = 60_000;

/** A number of rows, and the most that there may be. */
export interface Bound {
  readonly rows: string;
  readonly count: number;
  readonly most: number;
}

/** The rows that must not grow with the work that was done, with the number that one round of work makes. */
const STEADY: Readonly<Record<string, number>> = {
  nodes: 0,
  mac_addresses: 0,
  tags: 0,
  tokens: 0,
  node_user_data: 0,
  dhcp_leases: LEASES,
  boot_images: IMAGES,
  files: FILES,
};

export type Counts = Readonly<Record<string, number>>;

export async function countSteady(databaseUrl: string): Promise<Counts> {
  const counts = Object.keys(STEADY).map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
  const [row] = await select<Record<string, number>>(databaseUrl, `SELECT ${counts.join(', ')}`);
  return row ?? {};
}

/** The bounds after the load: nothing waits any more, and nonces are no older than they must be. */
export async function boundsAfterLoad(databaseUrl: string, meter: Meter, before: Counts): Promise<Bound[]> {
  const idle = await settle(databaseUrl, UNFINISHED, 0);
  const [row] = await select<{ nonces: number }>(databaseUrl, 'SELECT count(*)::int AS nonces FROM nonces');
  const recent = meter.count(performance.now() - NONCE_SECONDS * 1_000, true);
  const after = await countSteady(databaseUrl);
  return [
    { rows: 'jobs and power actions that wait', count: idle, most: 0 },
    { rows: 'nonces', count: row?.nonces ?? Number.NaN, most: recent },
    ...Object.entries(STEADY).map(([table, made]) => ({
      rows: table,
      count: after[table] ?? Number.NaN,
      most: Math.max(made, before[table] ?? 0),
    })),
  ];
}

/** The bounds after everything has become old: the jobs that purge leave nothing of it. */
export async function boundsAfterPurge(databaseUrl: string): Promise<Bound[]> {
  await execute(databaseUrl, ...AGE, ...PURGES.map((task) => `SELECT graphile_worker.add_job('${task}', '{}'::json)`));
  return [
    { rows: 'old nonces, events, power actions and contents', count: await settle(databaseUrl, OLD, 0), most: 0 },
  ];
}

/** Waits until a number of rows is small enough, for a minute at most. @returns the last number */
async function settle(databaseUrl: string, statement: string, most: number): Promise<number> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const [row] = await select<{ count: number }>(databaseUrl, statement);
    const count = row?.count ?? Number.NaN;
    if (count <= most || performance.now() > deadline) return count;
    await wait(200);
  }
}

const UNFINISHED = `
  SELECT ((SELECT count(*) FROM graphile_worker._private_jobs)
    + (SELECT count(*) FROM power_actions WHERE ended IS NULL))::int AS count`;

const AGE = [
  `UPDATE nonces SET expires = expires - interval '2 days'`,
  `UPDATE events SET created = created - interval '1 year'`,
  `UPDATE power_actions SET ended = ended - interval '1 year'`,
  `UPDATE file_contents SET unused_since = unused_since - interval '1 year'`,
];
const PURGES = ['purge_nonces', 'purge_events', 'purge_file_contents'];

const OLD = `
  SELECT ((SELECT count(*) FROM nonces) + (SELECT count(*) FROM events) + (SELECT count(*) FROM power_actions)
    + (SELECT count(*) FROM file_contents WHERE unused_since IS NOT NULL))::int AS count`;
