import { z } from 'zod';
import { LSHW_RESULT } from '../src/model/hardware/outputs.js';
import { Child } from './support/child.js';
import { table } from './support/figures.js';
import type { Site } from './support/site.js';
import { execute } from './support/sql.js';

const HEAD = ['nodes', 'tags', 'threads', 's', 'docs/s', 'bare', 'ratio', 'stall ms', 'idle', 'aim', 'met'];
const MAX_STALL = 50;
const MANY = 17;

interface Load {
  readonly nodes: number;
  readonly tags: number;
  readonly threads: number;
}
const LOADS: readonly Load[] = [
  { nodes: 1_000, tags: 1, threads: 1 },
  { nodes: 1_000, tags: 1, threads: 2 },
  { nodes: 1_000, tags: MANY, threads: 1 },
  { nodes: 1_000, tags: MANY, threads: 2 },
  { nodes: 10_000, tags: 1, threads: 1 },
  { nodes: 10_000, tags: 1, threads: 2 },
];

/**
 * Evaluates definitions of tags on all nodes, with 77 kB of lshw output each, from the database and back. The floor, in
 * the same process, is libxml2-wasm in one thread with documents in memory. `docs/s` counts a document once for any
 * number of tags. `idle` is the time for which an idle process was blocked meanwhile.
 */
export async function tagRebuild(site: Site): Promise<string> {
  const rows: string[][] = [];
  await using idle = new Child(new URL('./floors/idle.js', import.meta.url), { args: [], log: site.log });
  for (const nodes of new Set(LOADS.map((load) => load.nodes))) {
    const databaseUrl = await site.database(`tags_${nodes}`, nodes);
    await execute(databaseUrl, RESULTS, 'VACUUM ANALYZE');
    await using child = new Child(new URL('./floors/tags.js', import.meta.url), { args: [databaseUrl], log: site.log });
    await child.ask(z.number(), 'bare');
    for (const load of LOADS.filter((one) => one.nodes === nodes))
      rows.push(await measure([child, idle], databaseUrl, load));
  }
  return table(HEAD, rows);
}

async function measure(
  [child, idle]: readonly [Child, Child],
  databaseUrl: string,
  { nodes, tags, threads }: Load,
): Promise<string[]> {
  const before = await child.ask(z.number(), 'bare');
  await execute(databaseUrl, 'DELETE FROM tags', definedTags(tags));
  await Promise.all([child.watch(), idle.watch()]);
  const ms = await child.ask(z.number(), 'ours', { threads });
  const [{ stallMs }, noise] = await Promise.all([child.usage(), idle.usage()]);
  const bareMs = (before + (await child.ask(z.number(), 'bare'))) / 2;
  const perSecond = (nodes / ms) * 1_000;
  const bare = 1_000 / bareMs;
  return [
    `${nodes}`,
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

/** SQL that inserts tags with a requested evaluation. Each tag matches about half of the nodes. */
const definedTags = (count: number): string => `
  INSERT INTO tags (name, definition, evaluations)
  SELECT 'defined-' || i, '//node[@id="cpu:' || i || '"]//setting[@id="threads"]/@value > 8', 1
  FROM generate_series(1, ${count}) i`;

/** SQL that inserts outputs of lshw with 110 processors: 77 kB, which compress about as well as real ones. */
const RESULTS = `
  INSERT INTO commissioning_results (node_id, name, script_result, data)
  SELECT n.id, '${LSHW_RESULT}', 0, convert_to('<?xml version="1.0" standalone="yes" ?>
<list><node id="machine" class="system"><node id="core" class="bus">' || string_agg(
'<node id="cpu:' || i || '" claimed="true" class="processor" handle="DMI:' || md5(n.id || ':' || i) || '">
 <description>CPU</description><product>AMD EPYC 7452 32-Core Processor</product>
 <vendor>Advanced Micro Devices [AMD]</vendor><physid>' || i || '</physid><businfo>cpu@' || i || '</businfo>
 <size units="Hz">2350000000</size><width units="bits">64</width>
 <configuration><setting id="cores" value="8" /><setting id="threads" value="' || 8 + (n.id + i) % 2 * 8 || '" /></configuration>
 <capabilities><capability id="fpu">mathematical co-processor</capability><capability id="vme">virtual mode extensions</capability>
 <capability id="pse">page size extensions</capability></capabilities></node>
', '') || '</node></node></list>', 'UTF8')
  FROM nodes n, generate_series(1, 110) i GROUP BY n.id`;
