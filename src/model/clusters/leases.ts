import { z } from 'zod';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { jsonText } from '../../params/json-text.js';
import { ipAddress, looseMacAddress } from '../../params/values.js';
import { Turns } from '../../turns.js';

const NO_OBJECT = 'Enter a JSON object of IP and MAC addresses.';
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A leased IP address, and the MAC address (in stored form) that leases it. */
export type Lease = readonly [ip: string, mac: string];

/** The leases that a cluster reports, and the entries that are not an IP and a MAC address. */
export interface LeaseReport {
  readonly leases: readonly Lease[];
  readonly skipped: readonly string[];
}

/** The report of a cluster: a JSON object. `readLeases` validates its members. */
export const leaseReport = jsonText(z.custom<Readonly<Record<string, unknown>>>(isObject, NO_OBJECT));

/**
 * Validates the members of a report in turns, since there may be tens of thousands. DHCP servers also lease to hardware
 * without a MAC address, such as InfiniBand. These entries are skipped, so that they do not lose all others.
 */
export async function readLeases(report: Readonly<Record<string, unknown>>): Promise<LeaseReport> {
  const turns = new Turns();
  const leases: Lease[] = [];
  const skipped: string[] = [];
  for (const [key, value] of Object.entries(report)) {
    const [ip, mac] = [ipAddress.safeParse(key), looseMacAddress.safeParse(value)];
    if (ip.success && mac.success) leases.push([ip.data, mac.data]);
    else skipped.push(`${key}: ${JSON.stringify(value)}`);
    await turns.next();
  }
  return { leases, skipped };
}

// The lock lets reports of one cluster run one at a time. The setting prevents a nested loop over all
// leases, which the planner would choose when its statistics are older than a first large report.
const begin = statement<[number], { id: number; set_config: string }>(
  'leases_begin',
  `SELECT id, set_config('enable_nestloop', 'off', true) FROM nodegroups WHERE id = $1 FOR NO KEY UPDATE`,
);

// Texts and not arrays, which take much longer to write. Unchanged leases are not written. Every part of the statement sees the leases as they were before.
const replace = statement<[number, string, string], { taken: number }>(
  'leases_replace',
  `WITH reported AS (
     SELECT DISTINCT ON (ip) ip, mac FROM (
       SELECT ip::inet AS ip, mac, position
       FROM unnest(string_to_array($2, ' '), string_to_array($3, ' ')) WITH ORDINALITY AS given (ip, mac, position)
     ) AS given ORDER BY ip, position DESC
   ), change AS MATERIALIZED (
     SELECT coalesce(r.ip, l.ip) AS ip, r.mac, l.ip IS NULL AS fresh
     FROM reported r FULL JOIN (SELECT ip, mac FROM dhcp_leases WHERE nodegroup_id = $1) l ON l.ip = r.ip
     WHERE r.mac IS DISTINCT FROM l.mac
   ), ended AS (
     DELETE FROM dhcp_leases l USING change c WHERE l.nodegroup_id = $1 AND l.ip = c.ip AND c.mac IS NULL
   ), moved AS (
     UPDATE dhcp_leases l SET mac = c.mac FROM change c
     WHERE l.nodegroup_id = $1 AND l.ip = c.ip AND c.mac IS NOT NULL AND NOT c.fresh
   ), added AS (
     INSERT INTO dhcp_leases (ip, mac, nodegroup_id) SELECT ip, mac, $1 FROM change WHERE fresh ORDER BY ip
     ON CONFLICT (ip) DO NOTHING RETURNING ip
   )
   SELECT (count(*) FILTER (WHERE fresh) - (SELECT count(*) FROM added))::int AS taken FROM change`,
);

/**
 * Replaces all leases of a cluster. An address is leased once in the whole region, so addresses leased by another
 * cluster are skipped.
 * @returns how many addresses were skipped
 */
export async function replaceLeases(tx: Db, nodegroupId: number, leases: readonly Lease[]): Promise<number> {
  await tx.sql(begin, nodegroupId);
  const ips = leases.map(([ip]) => ip).join(' ');
  const macs = leases.map(([, mac]) => mac).join(' ');
  const [row] = await tx.sql(replace, nodegroupId, ips, macs);
  return row?.taken ?? 0;
}
