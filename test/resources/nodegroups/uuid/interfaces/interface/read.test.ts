import { expect, test } from 'vitest';
import { interfacesPath, makeCluster, makeInterface } from '../../../../../support/factories/clusters.js';
import { type As, useRegion } from '../../../../../support/region.js';
import { Interface } from '../../../../../support/shapes.js';

const region = useRegion();
const read = (as: As, name: string, at = interfacesPath(region)) => region.get(as, `${at}${encodeURIComponent(name)}/`);

test.each(['admin', 'worker'] as const)('read by %s has the interface', async (as) => {
  const made = await makeInterface(region);
  expect((await read(as, made.interface)).as(Interface)).toEqual(made);
});

test.each(['eth0.100', 'eth0:1', 'br-lan', 'a b', '50%', 'bü', 'x'.repeat(255)])(
  'read of the interface %s finds it by its name',
  async (name) => {
    const made = await makeInterface(region, { interface: name });
    expect((await read('worker', name)).as(Interface)).toEqual(made);
  },
);

test.each([
  ['worker', 404],
  ['user', 403],
  [null, 401],
] as const)('read of an unknown interface by %s is %i', async (as, status) => {
  expect((await read(as, 'eth9')).status).toBe(status);
});

test('read by the worker of another cluster is 403, of an unknown cluster 404', async () => {
  const { interface: name } = await makeInterface(region);
  expect((await read((await makeCluster(region)).key, name)).status).toBe(403);
  expect((await read('admin', name, 'nodegroups/unknown/interfaces/')).status).toBe(404);
});
