import { z } from 'zod';
import { Child } from './support/child.js';
import type { Request } from './support/connection.js';
import { type Aim, median, table, takeTurns, verdict } from './support/figures.js';
import { CONNECTIONS, load, type Throughput } from './support/load.js';
import { nodeReads } from './support/node-reads.js';
import type { Region } from './support/region.js';
import type { Site } from './support/site.js';

const NODES = 1_000;
const ROUNDS = 5;
const SECONDS = 3;
const LEAST = 0.5;

/** Short rounds in turn: the sides of a comparison see the same noise. */
const COMPARED_ROUNDS = 9;
const COMPARED_READS = { one: 1_000, many: 4_000 };
const WARM_UP = 2;

/**
 * Connections read nodes. The floor is bare Fastify and the same statement by pg, under the same load. With another
 * build (`npm run bench -- --base COMMIT node-read`), compares the time of a single client and the rate of many.
 */
export async function nodeRead(site: Site, base: Site | undefined): Promise<string> {
  const side = await sideOf(site);
  const tables = [await besideFloor(side)];
  if (base) tables.push(await besideBase([await sideOf(base), side]));
  return tables.join('\n');
}

/** One build, and a database with nodes. */
interface Side {
  readonly site: Site;
  readonly databaseUrl: string;
  /** Makes a read of the next node. */
  next(api: URL): Request;
}

async function sideOf(site: Site): Promise<Side> {
  const databaseUrl = await site.database('read', NODES);
  return { site, databaseUrl, next: await nodeReads(site, databaseUrl) };
}

async function besideFloor({ site, databaseUrl, next }: Side): Promise<string> {
  await using region = await site.region(databaseUrl);
  await using floor = new Child(new URL('./floors/read.js', import.meta.url), { args: [databaseUrl], log: site.log });
  const floorUrl = new URL(await floor.ask(z.string(), 'url'));
  const read = (url: URL) => () => load(url, () => next(url), { seconds: SECONDS });
  const ways = [read(floorUrl), read(region.api)];
  await takeTurns(1, ways);
  const [floors = [], reads = []] = await takeTurns(ROUNDS, ways);
  const rate = median(reads.map(({ perSecond }) => perSecond));
  const floorRate = median(floors.map(({ perSecond }) => perSecond));
  return table(
    ['reads/s', 'floor/s', 'ratio', 'aim', 'met', 'p50 ms', 'p99 ms'],
    [[rate.toFixed(0), floorRate.toFixed(0), ...verdict(rate / floorRate, { least: LEAST }), ...latencies(reads)]],
  );
}

function latencies(reads: readonly Throughput[]): string[] {
  return [median(reads.map(({ p50 }) => p50)), median(reads.map(({ p99 }) => p99))].map((ms) => ms.toFixed(0));
}

async function besideBase([base, own]: readonly [Side, Side]): Promise<string> {
  await using baseRegion = await base.site.region(base.databaseUrl);
  await using ownRegion = await own.site.region(own.databaseUrl);
  const compare = async (connections: number, amount: number, figures: Figures) => {
    const extent = { connections, amount };
    const ways = [measure(base, baseRegion, extent), measure(own, ownRegion, extent)];
    await takeTurns(WARM_UP, ways);
    const [before = [], after = []] = await takeTurns(COMPARED_ROUNDS, ways);
    return Object.entries(figures).map(([name, { of, digits, aim }]) => {
      const [was, is] = [median(before.map(of)), median(after.map(of))];
      return [String(connections), name, was.toFixed(digits), is.toFixed(digits), ...verdict(is / was, aim)];
    });
  };
  return table(
    ['connections', 'figure', 'base', 'now', 'ratio', 'aim', 'met'],
    [
      ...(await compare(1, COMPARED_READS.one, { 'p50 ms': TIME, 'CPU ms': CPU })),
      ...(await compare(CONNECTIONS, COMPARED_READS.many, { 'reads/s': RATE, 'CPU ms': CPU })),
    ],
  );
}

interface Measured extends Throughput {
  /** CPU time of the region for one read, in milliseconds. */
  readonly cpuMs: number;
}

interface Figure {
  of(measured: Measured): number;
  readonly digits: number;
  readonly aim: Aim;
}
type Figures = Readonly<Record<string, Figure>>;

const TIME: Figure = { of: ({ p50 }) => p50, digits: 2, aim: { most: 0.6 } };
const RATE: Figure = { of: ({ perSecond }) => perSecond, digits: 0, aim: { least: 1.3 } };
const CPU: Figure = { of: ({ cpuMs }) => cpuMs, digits: 3, aim: { most: 1 } };

function measure({ next }: Side, region: Region, extent: { connections: number; amount: number }) {
  return async (): Promise<Measured> => {
    await region.watch();
    const throughput = await load(region.api, () => next(region.api), extent);
    return { ...throughput, cpuMs: (await region.usage()).cpuMs / extent.amount };
  };
}
