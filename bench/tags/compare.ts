import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Child } from '../support/child.js';
import { median, table, takeTurns, verdict } from '../support/figures.js';
import type { Site } from '../support/site.js';
import { execute, select } from '../support/sql.js';
import { definedTags, RESULTS } from './inventory.js';

const NODES = 1_000;
const THREADS = 2;
const ROUNDS = 3;
const WARM_UP = 1;
/** The least ratios to the other build, of the first definition in a process and of the second one. */
const AIMS = [
  ['first', { least: 1.2 }],
  ['second', { least: 4 }],
] as const;
const HEAD = ['definition', 'docs/s', 'base', 'ratio', 'aim', 'met', 'RSS MB', 'base'];

/** A definition that was evaluated on all nodes, and the memory of the process afterwards. */
interface Figures {
  readonly perSecond: number;
  readonly rssMb: number;
}

/**
 * Evaluates a definition on all nodes in a new process with two threads, and a second one at once afterwards. Figures
 * are medians of three rounds, which alternate with rounds of the other build.
 */
export async function compareTags(site: Site, base: Site): Promise<string> {
  const ways = [await evaluator(site), await evaluator(base)];
  await takeTurns(WARM_UP, ways);
  const [own = [], other = []] = await takeTurns(ROUNDS, ways);
  const rows = AIMS.map(([name, aim], index) => {
    const of = (rounds: readonly Figures[][], figure: keyof Figures) =>
      median(rounds.map((round) => round[index]?.[figure] ?? Number.NaN));
    const [perSecond, before] = [of(own, 'perSecond'), of(other, 'perSecond')];
    const memory = [of(own, 'rssMb').toFixed(0), of(other, 'rssMb').toFixed(0)];
    return [name, perSecond.toFixed(0), before.toFixed(0), ...verdict(perSecond / before, aim), ...memory];
  });
  return table(HEAD, rows);
}

/** @returns a function that evaluates the definitions, one after the other, with the build of the site */
async function evaluator(site: Site): Promise<() => Promise<Figures[]>> {
  const databaseUrl = await site.database('tags_compared', NODES);
  await execute(databaseUrl, RESULTS, 'VACUUM ANALYZE');
  return async () => {
    const probe = site.program('support/probe.js');
    await using child = new Child(site.program('floors/tags.js'), { args: [databaseUrl], log: site.log, probe });
    const figures: Figures[] = [];
    for (const number of AIMS.keys()) figures.push(await evaluate(child, databaseUrl, number + 1));
    return figures;
  };
}

/** @throws Error when not half of the nodes have the tag then */
async function evaluate(child: Child, databaseUrl: string, number: number): Promise<Figures> {
  await execute(databaseUrl, 'DELETE FROM tags', definedTags(number, number));
  const ms = await child.ask(z.number(), 'ours', { threads: THREADS });
  const tagged = await select(databaseUrl, 'SELECT FROM node_tags');
  if (tagged.length !== NODES / 2) throw new Error(`${tagged.length} of ${NODES} nodes have the tag`);
  return { perSecond: (NODES / ms) * 1_000, rssMb: rssBytes(child) / 1e6 };
}

/** The resident memory of a process by Linux's /proc, as the probe of an older build does not tell it. */
function rssBytes({ process: { pid } }: Child): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024;
}
