import { z } from 'zod';
import { Child } from './support/child.js';
import type { Request } from './support/connection.js';
import { median, table, takeTurns, verdict } from './support/figures.js';
import type { Throughput } from './support/load.js';
import { Signer } from './support/signer.js';
import type { Site } from './support/site.js';
import { select } from './support/sql.js';
import { METADATA, preseedRequest, readMachines, storm, stormDatabase } from './support/storm.js';

const NODES = 1_000;
const WARM_UP = 200;
const HEAD = ['', 'requests', 'requests/s', 'floor/s', 'ratio', 'aim', 'met', 'p50 ms', 'p99 ms'];
const ROUNDS = 3;
const LEAST = 0.6;

/** The credentials of a machine. */
interface Key {
  readonly consumer: string;
  readonly token: string;
  readonly secret: string;
}

/** Requests to the region, and the same number of requests to the floor. */
interface Wave {
  readonly name: string;
  readonly ours: readonly (() => Request)[];
  readonly floor: readonly (() => Request)[];
}

/**
 * 1,000 machines boot at once for commissioning. Each one requests its boot configuration, its preseed and its user
 * data. The requests come over 64 connections, first in waves, then all kinds at once. Figures are medians of three
 * rounds. The floor is bare Fastify with one statement by pg for each request. The floor checks no signatures and nonces.
 */
export async function bootStorm(site: Site): Promise<string> {
  const databaseUrl = await stormDatabase(site, 'storm', NODES);
  const machines = await readMachines(databaseUrl);
  await using region = await site.region(databaseUrl);
  await using floor = new Child(new URL('./floors/boot.js', import.meta.url), { args: [databaseUrl], log: site.log });
  const floorUrl = new URL(await floor.ask(z.string(), 'url'));

  const ask = (path: string) => (): Request => ({ method: 'GET', path });
  const pxeconfig = {
    name: 'pxeconfig',
    ours: machines.map(({ mac }) =>
      ask(`${region.api.pathname}pxeconfig/?mac=${mac.replaceAll(':', '-')}&local=192.0.2.1&remote=192.0.2.7`),
    ),
    floor: machines.map(({ mac }) => ask(`/pxeconfig/${mac}`)),
  };
  const preseed = {
    name: 'preseed',
    ours: machines.map(preseedRequest),
    floor: machines.map(({ system_id }) => ask(`/preseed/${system_id}`)),
  };
  await storm(region.api, pxeconfig.ours.slice(0, WARM_UP));
  // The first preseeds create the credentials.
  await storm(region.api, preseed.ours);
  const keys = await select<Key>(databaseUrl, KEYS);
  const userData = {
    name: 'user-data',
    ours: keys.map(({ consumer, token, secret }) => {
      const signer = new Signer(`${consumer}:${token}:${secret}`);
      return (): Request => ({ method: 'GET', path: `${METADATA}user-data`, authorization: signer.header() });
    }),
    floor: keys.map(({ token }) => ask(`/user-data/${token}`)),
  };
  const waves: readonly Wave[] = [pxeconfig, preseed, userData];
  const all = {
    name: 'all at once',
    ours: mixed(waves.map(({ ours }) => ours)),
    floor: mixed(waves.map((wave) => wave.floor)),
  };
  const rows: string[][] = [];
  for (const wave of [...waves, all]) {
    const ways = [() => storm(floorUrl, wave.floor), () => storm(region.api, wave.ours)];
    await takeTurns(1, ways);
    const [floors = [], storms = []] = await takeTurns(ROUNDS, ways);
    const bare = typical(floors).perSecond;
    const ours = typical(storms);
    const ratio = verdict(ours.perSecond / bare, { least: LEAST });
    rows.push(row(wave.name, wave.ours.length, ours, [bare.toFixed(0), ...ratio]));
  }
  return table(HEAD, rows);
}

function typical(rounds: readonly Throughput[]): Throughput {
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
  };
}

/** Returns one item of each list, then the next one of each list. */
function mixed<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const [first = []] = lists;
  return first.flatMap((_, index) => lists.flatMap((list) => list.slice(index, index + 1)));
}

function row(name: string, amount: number, { perSecond, p50, p99 }: Throughput, besides: readonly string[]): string[] {
  return [name, String(amount), perSecond.toFixed(0), ...besides, p50.toFixed(0), p99.toFixed(0)];
}

const KEYS = `
  SELECT c.key AS consumer, t.key AS token, t.secret
  FROM node_keys k JOIN tokens t ON t.id = k.token_id JOIN consumers c ON c.id = t.consumer_id ORDER BY k.node_id`;
