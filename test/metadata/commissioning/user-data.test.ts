import { expect, test } from 'vitest';
import { setConfig } from '../../support/factories/configuration.js';
import { makeNode } from '../../support/factories/nodes.js';
import { partsOf } from '../../support/machine.js';
import { useRegion } from '../../support/region.js';
import { readUserData } from './commission.js';

const region = useRegion();

test('user data for commissioning is a cloud-config and a script with its tools', async () => {
  const parts = partsOf(await readUserData(region, await makeNode(region, 'commissioning')));
  expect([...parts.keys()]).toEqual(['config', 'user_data.sh']);
  expect(parts.get('config')).toMatch(/^#cloud-config\n/);
  expect(parts.get('user_data.sh')).toMatch(/^#!\/bin\/sh\n/);
  for (const tool of ['maas-get', 'maas-signal', 'maas-ipmi-autodetect', 'maas-moonshot-autodetect']) {
    expect(parts.get('user_data.sh')).toContain(`tool ${tool} <<`);
  }
});

test('user data for commissioning is the same for every node', async () => {
  const [one, other] = [await makeNode(region, 'commissioning'), await makeNode(region, 'commissioning')];
  const userData = await readUserData(region, one);
  expect(userData).not.toContain(one.system_id);
  expect(await readUserData(region, other)).toBe(userData);
});

test('user data for commissioning has the configured proxy', async () => {
  const node = await makeNode(region, 'commissioning');
  const proxy = 'http://proxy.example.com:3128/';
  expect(await readUserData(region, node)).not.toContain('proxy:');
  await setConfig(region, 'http_proxy', proxy);
  expect(partsOf(await readUserData(region, node)).get('config')).toContain(`proxy: "${proxy}"`);
});
