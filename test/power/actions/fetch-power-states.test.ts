import pino from 'pino';
import { expect, test } from 'vitest';
import { Unavailable } from '../../../src/errors.js';
import { fetchPowerStates } from '../../../src/power/actions/fetch-power-states.js';
import { eventually } from '../../support/eventually.js';
import { HttpCounterpart } from '../../support/http-counterpart.js';
import { environmentWith } from '../support.js';

const LOG = pino({ level: 'silent' });

/** Nodes of a chassis at this address. */
const nodesAt = (power_address: string, name: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    systemId: `node-${name}-${at}`,
    powerType: 'sm15k',
    powerParameters: { power_address, power_control: 'restapi2', power_user: 'maas', system_id: String(at) },
    macAddress: undefined,
  }));

const fetch = (nodes: ReturnType<typeof nodesAt>) => fetchPowerStates(nodes, environmentWith(), LOG);

test('query of many nodes asks ten BMCs at once, and a third batch is refused', async () => {
  const chassis = await HttpCounterpart.start(() => undefined);
  const batches = [fetch(nodesAt(chassis.address, 'a', 25)), fetch(nodesAt(chassis.address, 'b', 5))];
  await eventually(async () => expect(chassis.heard).toHaveLength(15));
  await expect(fetch(nodesAt(chassis.address, 'c', 1))).rejects.toThrow(Unavailable);
  await chassis[Symbol.asyncDispose]();
  const [first, second] = await Promise.all(batches);
  expect([first?.size, second?.size]).toEqual([25, 5]);
  expect(new Set([...(first?.values() ?? []), ...(second?.values() ?? [])])).toEqual(new Set(['error']));
  expect(chassis.heard).toHaveLength(15);
  expect(await fetch([])).toEqual(new Map());
});
