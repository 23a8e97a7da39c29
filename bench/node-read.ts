import { z } from 'zod';
import { Child } from './support/child.js';
import { median, table, takeTurns, verdict } from './support/figures.js';
import { load, type Throughput } from './support/load.js';
import { nodeReads } from './support/node-reads.js';
import type { Site } from './support/site.js';

const NODES = 1_000;
const ROUNDS = 5;
const SECONDS = 3;
const LEAST = 0.5;

/** 32 connections read nodes. The floor is bare Fastify and the same statement by pg, under the same load. */
export async function nodeRead(site: Site): Promise<string> {
  const databaseUrl = await site.database('read', NODES);
  const next = await nodeReads(site, databaseUrl);
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
