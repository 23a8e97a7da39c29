import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Turns } from '../../turns.js';
import { readLeaseReport } from './lease-report.js';

/** The parts of a report that were not stored. */
interface IgnoredLeases {
  /** Entries that are not an IP and a MAC address. */
  readonly skipped: readonly string[];
  /** How many addresses another cluster has leased. */
  readonly taken: number;
}

/** How many words are joined at once. */
const WORDS = 5_000;

/** Joins words by spaces, in turns, since 100,000 words take tens of milliseconds. */
async function joinWords(words: readonly string[]): Promise<string> {
  const turns = new Turns();
  const pieces: string[] = [];
  for (let i = 0; i < words.length; i += WORDS) {
    pieces.push(words.slice(i, i + WORDS).join(' '));
    await turns.next();
  }
  await turns.end();
  return pieces.join(' ');
}

/** SQL for a digest of leases, in any order. */
const DIGEST = 'sum(hashtextextended(mac, hashinetextended(ip, 0)))::text';

const storedDigest = statement<[number], { digest: string | null }>(
  'leases_digest',
  `SELECT ${DIGEST} AS digest FROM dhcp_leases WHERE nodegroup_id = $1`,
);

/** Digests of the leases of reports in which nothing was skipped, by the hashes of the reports' texts. */
const digests = new LRUCache<string, string>({ max: 1_000 });

// The lock lets reports of one cluster run one at a time. The setting prevents a nested loop over all
// leases, which the planner would choose when its statistics are older than a first large report.
const begin = statement<[number], { id: number; set_config: string }>(
  'leases_begin',
  `SELECT id, set_config('enable_nestloop', 'off', true) FROM nodegroups WHERE id = $1 FOR NO KEY UPDATE`,
);

// Texts and not arrays, which take much longer to write. Unchanged leases are not written. Every part of the statement
// sees the leases as they were before.
const replace = statement<[number, string, string], { taken: number; digest: string | null }>(
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
   SELECT (count(*) FILTER (WHERE fresh) - (SELECT count(*) FROM added))::int AS taken,
     (SELECT ${DIGEST} FROM reported) AS digest FROM change`,
);

/**
 * Replaces all leases of a cluster by those of its report. An address is leased once in the whole region, so addresses
 * leased by another cluster are ignored. Clusters mostly repeat their reports: a known text is not read again when the
 * stored leases are those of the report.
 * @throws Invalid when the text is not a JSON object
 */
export async function replaceLeases(tx: Db, nodegroupId: number, report: string): Promise<IgnoredLeases> {
  const text = createHash('sha256').update(report).digest('base64');
  const known = digests.get(text);
  // A report that is being stored ends first, so that the later one wins.
  if (known !== undefined) {
    await tx.sql(begin, nodegroupId);
    const [stored] = await tx.sql(storedDigest, nodegroupId);
    if (stored?.digest === known) return { skipped: [], taken: 0 };
  }
  const { leases, skipped } = await readLeaseReport(report);
  const ips = await joinWords(leases.map(([ip]) => ip));
  const macs = await joinWords(leases.map(([, mac]) => mac));
  if (known === undefined) await tx.sql(begin, nodegroupId);
  const [row] = await tx.sql(replace, nodegroupId, ips, macs);
  if (row?.digest && skipped.length === 0) digests.set(text, row.digest);
  return { skipped, taken: row?.taken ?? 0 };
}
