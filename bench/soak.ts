// Works on two region processes for a time: node dist-bench/bench/soak.js [seconds]. It fails when a request fails, the
// database keeps what it should not, or, in a run of 5 minutes or more, latency or memory grow.
import { programs } from '../test/support/programs.js';
import { type Bound, boundsAfterLoad, boundsAfterPurge, countSteady } from './soak/database-bounds.js';
import { compareThirds, MemoryWatch } from './soak/growth.js';
import { Meter } from './soak/meter.js';
import { pace } from './soak/pace.js';
import { NODES, POWER_PROGRAMS, prepareNodes } from './soak/setting.js';
import { allWork } from './soak/work.js';
import { table } from './support/figures.js';
import { Site } from './support/site.js';
import { findWorker } from './support/worker.js';

const DEFAULT_SECONDS = 600;
/** Shorter runs say nothing about growth. */
const LONG_SECONDS = 300;

const seconds = Number(process.argv[2] ?? DEFAULT_SECONDS);
if (!(seconds > 0)) throw new Error('Give the number of seconds, such as 600.');

await using power = await programs(POWER_PROGRAMS);
process.env.PATH = `${power.folder}:${process.env.PATH}`;
await using site = await Site.open();
const databaseUrl = await site.database('soak', NODES);
const booting = await prepareNodes(databaseUrl);
await using one = await site.region(databaseUrl);
await using two = await site.region(databaseUrl);
const regions = [one, two];

const meter = new Meter(regions.map(({ api }) => api));
const works = allWork({ meter, admin: site.adminKey, worker: await findWorker(databaseUrl), booting });
for (const { prepare, run } of works) {
  await prepare?.();
  // Once in each process, as the first requests take long on a busy machine.
  for (const _ of regions) await run();
}
const before = await countSteady(databaseUrl);

const memory = new MemoryWatch(regions);
const began = performance.now();
const end = began + seconds * 1_000;
const watching = memory.watch(end);
const left = await Promise.all(works.map((work) => pace(work, end, (error) => meter.fail(work.name, error))));
await watching;

const leftOut = left.reduce((sum, one) => sum + one, 0);
const requests = meter.count();
const bounds = [...(await boundsAfterLoad(databaseUrl, meter, before)), ...(await boundsAfterPurge(databaseUrl))];
const { rows, grown } = compareThirds(began, end, { meter, memory, works: works.map(({ name }) => name) });
const failures = [
  ...meter.errors.slice(0, 20),
  ...bounds.filter(exceeded).map(({ rows: kind, count, most }) => `${kind}: ${count} rows, at most ${most} expected`),
  ...(seconds >= LONG_SECONDS ? grown : []),
];
process.stdout.write(`
${requests} requests in ${seconds} s, ${meter.errors.length} errors, ${leftOut} pieces of work left out as too many were unfinished

${table(['', 'first third', 'last third', 'ratio', 'aim', 'met'], rows)}

${table(
  ['rows', 'count', 'most'],
  bounds.map(({ rows: kind, count, most }) => [kind, String(count), String(most)]),
)}
${failures.map((failure) => `\nFAILED ${failure}`).join('')}
`);
process.exitCode = failures.length > 0 ? 1 : 0;

function exceeded({ count, most }: Bound): boolean {
  return !(count <= most);
}
