import { z } from 'zod';
import { Child } from './support/child.js';
import { exchange } from './support/exchange.js';
import { median, table, takeTurns, verdict } from './support/figures.js';
import { Signer } from './support/signer.js';
import type { Site } from './support/site.js';
import { findWorker } from './support/worker.js';

const LEASES = 10_000;
const CHANGED = 100;
const ROUNDS = 9;
const WARM_UP = 2;
/** The greatest ratio to the floor, as a report is also sent, parsed and compared. */
const MOST = 5;

type Leases = Readonly<Record<string, string>>;

/** A report of a cluster, and its changes since the report before. */
interface Case {
  readonly name: 'first' | 'unchanged' | 'changed';
  readonly report: Leases;
  readonly changes: Leases;
}

/**
 * A cluster's worker reports 10,000 leases: for the first time, unchanged, and with every hundredth lease changed. The
 * floor knows the changes, and only writes them.
 */
export async function clusterLeases(site: Site): Promise<string> {
  const [ours, floors] = [await site.database('leases', 0), await site.database('leases_floor', 0)];
  await using region = await site.region(ours);
  await using floor = new Child(new URL('./floors/leases.js', import.meta.url), { args: [floors], log: site.log });
  const report = await reporter(ours, region.api);

  const first = leasesOf(0);
  const changes = Object.fromEntries(
    Object.entries(leasesOf(1)).filter((_, index) => index % (LEASES / CHANGED) === 0),
  );
  const cases: Case[] = [
    { name: 'first', report: first, changes: first },
    { name: 'unchanged', report: first, changes: {} },
    { name: 'changed', report: { ...first, ...changes }, changes },
  ];
  const wipe = async () => {
    await report({});
    await floor.ask(z.null(), 'wipe');
    return 0;
  };
  const ways = cases.flatMap((one) => [() => floor.ask(z.number(), one.name, one.changes), () => report(one.report)]);
  await takeTurns(WARM_UP, [wipe, ...ways]);
  const [, ...times] = await takeTurns(ROUNDS, [wipe, ...ways]);
  return table(
    ['leases', 'ms', 'floor ms', 'ratio', 'aim', 'met'],
    cases.map(({ name }, index) => row(name, times, index)),
  );
}

function row(name: string, times: readonly (readonly number[])[], index: number): string[] {
  const [floorMs, ms] = [median(times[2 * index] ?? []), median(times[2 * index + 1] ?? [])];
  return [name, ms.toFixed(1), floorMs.toFixed(1), ...verdict(ms / floorMs, { most: MOST })];
}

/** Returns a function that reports leases as the first cluster's worker, and returns the milliseconds of the report. */
async function reporter(databaseUrl: string, api: URL): Promise<(leases: Leases) => Promise<number>> {
  const worker = await findWorker(databaseUrl);
  const signer = new Signer(worker.key);
  const url = new URL(`nodegroups/${worker.uuid}/?op=update_leases`, api);
  return async (leases) => {
    const form = new FormData();
    form.set('leases', JSON.stringify(leases));
    const encoded = new Response(form);
    const headers = { 'content-type': encoded.headers.get('content-type') ?? '', authorization: signer.header() };
    const body = Buffer.from(await encoded.arrayBuffer());
    return (await exchange(url, { method: 'POST', headers, body })).ms;
  };
}

function leasesOf(generation: number): Leases {
  const hex = (value: number) => (value & 255).toString(16).padStart(2, '0');
  const lease = (_: unknown, index: number): [string, string] => [
    `10.20.${index >> 8}.${index & 255}`,
    `02:00:00:${hex(generation)}:${hex(index >> 8)}:${hex(index)}`,
  ];
  return Object.fromEntries(Array.from({ length: LEASES }, lease));
}
