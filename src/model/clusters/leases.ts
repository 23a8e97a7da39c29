import { z } from 'zod';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { jsonText } from '../json-text.js';
import { ipAddress } from '../networks/address.js';
import { badMac, looseMac } from '../values.js';

const mac = z.string('Enter a MAC address.').transform((text, context) => {
  const stored = looseMac(text);
  if (stored !== undefined) return stored;
  context.addIssue({ code: 'custom', message: badMac(text) });
  return z.NEVER;
});

/** MAC addresses (in stored form) by the IP addresses that they lease. */
export type Leases = Readonly<Record<string, string>>;

/** The leases that a cluster reports: a JSON object. */
export const reportedLeases: z.ZodType<Leases> = jsonText(
  z.record(ipAddress, mac, {
    error: ({ code }) =>
      code === 'invalid_key' ? 'Enter an IP address.' : 'Enter a JSON object of IP and MAC addresses.',
  }),
);

/** Reports of one cluster are taken over one after the other. */
const lock = statement<[number], { id: number }>(
  'leases_lock',
  'SELECT id FROM nodegroups WHERE id = $1 FOR NO KEY UPDATE',
);

// What stays the same is not written. Every part sees the leases as they were before.
const replace = statement<[number, readonly string[], readonly string[]], LeaseChanges>(
  'leases_replace',
  `WITH reported AS MATERIALIZED (
     SELECT DISTINCT ON (ip) ip, mac FROM (
       SELECT ip::inet AS ip, mac, position FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS given (ip, mac, position)
     ) AS given ORDER BY ip, position DESC
   ), gone AS (
     DELETE FROM dhcp_leases l WHERE l.nodegroup_id = $1 AND NOT EXISTS (SELECT FROM reported r WHERE r.ip = l.ip)
     RETURNING 1
   ), moved AS (
     UPDATE dhcp_leases l SET mac = r.mac FROM reported r
     WHERE r.ip = l.ip AND l.nodegroup_id = $1 AND l.mac <> r.mac RETURNING 1
   ), added AS (
     INSERT INTO dhcp_leases (ip, mac, nodegroup_id)
     SELECT r.ip, r.mac, $1 FROM reported r WHERE NOT EXISTS (SELECT FROM dhcp_leases l WHERE l.ip = r.ip) ORDER BY r.ip
     ON CONFLICT (ip) DO NOTHING RETURNING 1
   )
   SELECT (SELECT count(*)::int FROM added) AS added, (SELECT count(*)::int FROM moved) AS moved,
     (SELECT count(*)::int FROM gone) AS gone,
     (SELECT count(*)::int FROM reported r JOIN dhcp_leases l ON l.ip = r.ip AND l.nodegroup_id <> $1) AS taken`,
);

/** How many leases were new, went to another MAC address, ended; and how many another cluster has, and keeps. */
export interface LeaseChanges {
  readonly added: number;
  readonly moved: number;
  readonly gone: number;
  readonly taken: number;
}

/**
 * Takes over the leases that a cluster has now, all of them. An address is leased once in the whole region: one that
 * another cluster has stays with that one.
 */
export async function replaceLeases(tx: Db, nodegroupId: number, leases: Leases): Promise<LeaseChanges> {
  await tx.sql(lock, nodegroupId);
  const [changes] = await tx.sql(replace, nodegroupId, Object.keys(leases), Object.values(leases));
  if (!changes) throw new Error('The leases were not counted.');
  return changes;
}
