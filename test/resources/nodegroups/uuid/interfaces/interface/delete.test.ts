import { expect, test } from 'vitest';
import { interfacesOf, interfacesPath, makeCluster, makeInterface } from '../../../../../support/factories/clusters.js';
import { type As, useRegion } from '../../../../../support/region.js';

const region = useRegion();
const remove = (as: As, name: string, at = interfacesPath(region)) =>
  region.delete(as, `${at}${encodeURIComponent(name)}/`);
const names = async () => (await interfacesOf(region)).map((one) => one.interface);

test('delete removes this interface once, and no other', async () => {
  for (const name of ['eth0', 'eth1']) await makeInterface(region, { interface: name });
  expect((await remove('worker', 'eth0')).status).toBe(204);
  expect((await remove('admin', 'eth0')).status).toBe(404);
  expect(await names()).toEqual(['eth1']);
});

test.each(['eth0.100', 'eth0:1', 'br-lan', 'a b', '50%', 'bü', 'x'.repeat(255)])(
  'delete of the interface %s with a body, as daemons send it, finds it by its name',
  async (name) => {
    await makeInterface(region, { interface: name });
    const at = `${interfacesPath(region)}${encodeURIComponent(name)}/`;
    expect((await region.call('worker', 'DELETE', at, { form: { as: 'daemons do' } })).status).toBe(204);
    expect(await names()).not.toContain(name);
  },
);

test.each([
  ['user', 403],
  [null, 401],
] as const)('delete by %s is %i, whether the interface exists or not, and the interface stays', async (as, status) => {
  const { interface: name } = await makeInterface(region);
  for (const one of [name, 'none']) expect((await remove(as, one)).status).toBe(status);
  expect(await names()).toContain(name);
});

test('delete by the worker of another cluster is 403, in an unknown cluster 404', async () => {
  const { interface: name } = await makeInterface(region);
  expect((await remove((await makeCluster(region)).key, name)).status).toBe(403);
  expect((await remove('admin', name, 'nodegroups/unknown/interfaces/')).status).toBe(404);
  expect(await names()).toContain(name);
});
