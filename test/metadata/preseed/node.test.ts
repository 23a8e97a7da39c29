import { beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { setConfig } from '../../support/factories/configuration.js';
import { makeNode } from '../../support/factories/nodes.js';
import { useFolder } from '../../support/folder.js';
import { byIdPath } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import {
  answersOf,
  credentialsOf,
  lateArguments,
  lateCommand,
  makeInstallingNode,
  originOf,
  readDataSource,
  readPreseed,
  setRegionUrl,
} from './preseeds.js';

const region = useRegion();
const folder = useFolder();
beforeEach(() => setRegionUrl(region, ''));

test.each([
  ['commissioning', ''],
  ['allocated', 'curtin'],
] as const)('the preseed of a node in the state %s names metadata/%s and the credentials', async (state, tree) => {
  const node = await makeNode(region, state);
  const MAAS = { metadata_url: `${originOf(region)}/metadata/${tree}`, ...(await credentialsOf(region, node)) };
  expect(parse(await readPreseed(region, node))).toEqual({ datasource: { MAAS } });
});

test('the preseed for the Debian installer answers the questions, and leaves the data source for cloud-init', async () => {
  await setConfig(region, 'http_proxy', 'http://proxy.example.com:3128/');
  const node = await makeInstallingNode(region);
  const answers = answersOf(await readPreseed(region, node));
  expect(Object.fromEntries(answers)).toMatchObject({
    'mirror/protocol': 'http',
    'mirror/http/hostname': 'archive.ubuntu.com',
    'mirror/http/directory': '/ubuntu',
    'mirror/http/proxy': 'http://proxy.example.com:3128/',
    'clock-setup/ntp-server': '91.189.94.4',
    'apt-setup/security_host': 'archive.ubuntu.com',
    'apt-setup/security_path': '/ubuntu',
  });
  const done = `${region.api.origin}${byIdPath(node)}`;
  expect(await lateCommand(answers, folder.path)).toEqual(lateArguments(done));
  const MAAS = { metadata_url: `${originOf(region)}/metadata/`, ...(await credentialsOf(region, node)) };
  const expected = { datasource_list: ['MAAS'], datasource: { MAAS }, manage_etc_hosts: true };
  expect(await readDataSource(folder.at('target'))).toEqual(expected);
});

test('the preseed for the Debian installer on another architecture has the archive of the ports', async () => {
  const node = await makeInstallingNode(region, { architecture: 'armhf/highbank' });
  const answers = answersOf(await readPreseed(region, node));
  const archive = [answers.get('mirror/http/hostname'), answers.get('mirror/http/directory')];
  expect(archive).toEqual(['ports.ubuntu.com', '/ubuntu-ports']);
});

test('the preseed in a cluster with its own region URL has that URL', async () => {
  await setRegionUrl(region, 'http://region.example.com/MAAS/');
  const preseed = await readPreseed(region, await makeInstallingNode(region));
  expect(preseed).not.toContain(region.api.origin);
  expect(answersOf(preseed).get('preseed/late_command')).toContain('"http://region.example.com/MAAS/metadata/"');
});
