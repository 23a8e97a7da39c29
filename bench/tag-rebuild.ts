import { z } from 'zod';
import { Child } from './support/child.js';
import { table } from './support/figures.js';
import type { Site } from './support/site.js';
import { execute } from './support/sql.js';
import { compareTags } from './tags/compare.js';
import { definedTags, RESULTS } from './tags/inventory.js';

const HEAD = ['tags', 'threads', 's', 'docs/s', 'bare', 'ratio', 'stall ms', 'idle', 'aim', 'met'];
const MAX_STALL = 50;
const NODES = 1_000;
const MANY = 17;

interface Load {
  readonly tags: number;
  readonly threads: number;
}
const LOADS: readonly Load[] = [
  { tags: 1, threads: 1 },
  { tags: 1, threads: 2 },
  { tags: MANY, threads: 1 },
  { tags: MANY, threads: 2 },
];

/**
 * Evaluates definitions of tags on 1,000 nodes, with 77 kB of lshw output each, from the database and back, by threads
 * that keep no documents yet. The floor, in the same process, is libxml2-wasm in one thread with documents in memory.
 * `docs/s` counts a document once for any number of tags. `idle` is the time for which an idle process was blocked
 * meanwhile. With `--base`, definitions one after the other are compared with the other build instead.
 */
export async function tagRebuild(site: Site, base: Site | undefined): Promise<string> {
  if (base) return compareTags(site, base);
  await using idle = new Child(new URL('./floors/idle.js', import.meta.url), { args: [], log: site.log });
  const databaseUrl = await site.database('tags', NODES);
  await execute(databaseUrl, RESULTS, 'VACUUM ANALYZE');
  const rows: string[][] = [];
  for (const load of LOADS) {
    await using child = new Child(new URL('./floors/tags.js', import.meta.url), { args: [databaseUrl], log: site.log });
    await child.ask(z.number(), 'bare');
    rows.push(await measure([child, idle], databaseUrl, load));
  }
  return table(HEAD, rows);
}

async function measure(
  [child, idle]: readonly [Child, Child],
  databaseUrl: string,
  { tags, threads }: Load,
): Promise<string[]> {
  const before = await child.ask(z.number(), 'bare');
  await execute(databaseUrl, 'DELETE FROM tags', definedTags(1, tags));
  await Promise.all([child.watch(), idle.watch()]);
  const ms = await child.ask(z.number(), 'ours', { threads });
  const [{ stallMs }, noise] = await Promise.all([child.usage(), idle.usage()]);
  const bareMs = (before + (await child.ask(z.number(), 'bare'))) / 2;
  const perSecond = (NODES / ms) * 1_000;
  const bare = 1_000 / bareMs;
  return [
    `${tags}`,
    `${threads}`,
    (ms / 1_000).toFixed(1),
    perSecond.toFixed(0),
    bare.toFixed(0),
    (perSecond / bare).toFixed(2),
    stallMs.toFixed(0),
    noise.stallMs.toFixed(0),
    `< ${MAX_STALL}`,
    stallMs < MAX_STALL ? 'yes' : 'NO',
  ];
}
