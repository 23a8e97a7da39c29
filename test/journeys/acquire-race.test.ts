import { describe, expect, test } from 'vitest';
import { send } from '../support/client.js';
import { ROLES } from '../support/factories/accounts.js';
import { makeReadyNodes } from '../support/factories/many-nodes.js';
import { startRegionProcess } from '../support/process.js';
import { type Region, startRegion } from '../support/region.js';
import { Node } from '../support/shapes.js';

const NODES = 1_000;
const ACQUIRERS = 32;

/** 32 acquirers take nodes, in turn from the given servers, until each is told that there are no more. */
async function takeAll(region: Region, servers: readonly URL[]) {
  const taken: string[] = [];
  const strangers: string[] = [];
  const statuses = new Set<number>();
  const acquirer = async (number: number) => {
    const server = servers[number % servers.length] ?? region.api;
    const role = ROLES[number % ROLES.length] ?? 'user';
    const key = region.keyOf(role);
    for (;;) {
      const reply = await send(server, key, 'POST', 'nodes/', { form: { op: 'acquire' } });
      statuses.add(reply.status);
      if (reply.status !== 200) return;
      const { system_id, owner } = reply.as(Node);
      taken.push(system_id);
      if (owner !== role) strangers.push(system_id);
    }
  };
  await Promise.all(Array.from({ length: ACQUIRERS }, (_, number) => acquirer(number)));
  return { taken, strangers, statuses };
}

describe('32 concurrent clients that acquire 1,000 ready nodes', () => {
  test('get each node exactly once, as its owner, without a server error', async () => {
    await using region = await startRegion();
    const nodes = await makeReadyNodes(region.database, NODES);
    const { taken, strangers, statuses } = await takeAll(region, [region.api]);
    expect([...statuses].sort()).toEqual([200, 409]);
    expect(taken.sort()).toEqual(nodes.sort());
    expect(strangers).toEqual([]);
  }, 120_000);

  test('get each node exactly once with two region processes on one database', async () => {
    await using region = await startRegion();
    const nodes = await makeReadyNodes(region.database, NODES);
    await using one = await startRegionProcess(region.site.url);
    await using two = await startRegionProcess(region.site.url);
    const { taken, strangers, statuses } = await takeAll(region, [one.api, two.api]);
    expect([...statuses].sort()).toEqual([200, 409]);
    expect(taken.sort()).toEqual(nodes.sort());
    expect(strangers).toEqual([]);
  }, 180_000);

  test('get each node exactly once with two workers of one region', async () => {
    await using region = await startRegion();
    const nodes = await makeReadyNodes(region.database, NODES);
    await using workers = await startRegionProcess(region.site.url, { WORKERS: '2' });
    const { taken, strangers, statuses } = await takeAll(region, [workers.api]);
    expect([...statuses].sort()).toEqual([200, 409]);
    expect(taken.sort()).toEqual(nodes.sort());
    expect(strangers).toEqual([]);
  }, 180_000);
});
