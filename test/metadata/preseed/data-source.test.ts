import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DATA_SOURCE_FILE, installedDataSource } from '../../../src/metadata/preseed/data-source.js';
import { setConfig, storeConfig } from '../../support/factories/configuration.js';
import { makeNode } from '../../support/factories/nodes.js';
import { useFolder } from '../../support/folder.js';
import { partsOf } from '../../support/machine.js';
import { byIdPath, METADATA, type WithSystemId } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { needsTools } from '../../support/tools.js';
import { readUserData } from '../commissioning/commission.js';
import { HOSTILE, HOSTILE_URL, readPreseed, setRegionUrl } from './preseeds.js';

const PROXY = 'http://proxy.example.com:3128/';

const region = useRegion();
const folder = useFolder();
beforeEach(async () => {
  await region.database.prisma.config.deleteMany();
  await setRegionUrl(region, '');
});

/** Everything that the region gives to the cloud-init of machines, by its purpose. */
async function cloudConfigs(): Promise<ReadonlyMap<string, string>> {
  const read = async (path: string, op?: string) => (await region.get(null, path, op ? { op } : {})).ok().text;
  const node = await makeNode(region, 'commissioning');
  return new Map([
    ['commissioning preseed', await readPreseed(region, node)],
    ['curtin preseed', await readPreseed(region, await makeNode(region, 'allocated'))],
    ['enlistment preseed', await read(`${METADATA}enlist-preseed/`, 'get_enlist_preseed')],
    ['enlistment user data', await read('/MAAS/metadata/enlist/latest/user-data')],
    ['commissioning user data', partsOf(await readUserData(region, node)).get('config') ?? ''],
  ]);
}

needsTools('cloud-init')('cloud-configs of all purposes are valid for the real cloud-init', async () => {
  await setConfig(region, 'http_proxy', PROXY);
  for (const [name, config] of await cloudConfigs()) {
    const file = folder.at(`${name}.yaml`);
    await writeFile(file, config);
    const { stdout } = await promisify(execFile)('cloud-init', ['schema', '--config-file', file]);
    expect([name, stdout]).toEqual([name, expect.stringContaining('Valid')]);
  }
});

test('cloud-configs with hostile values have the same structure in YAML 1.1 and 1.2', async () => {
  await setConfig(region, 'http_proxy', PROXY);
  await setRegionUrl(region, 'http://region.example.com/MAAS');
  const plain = await cloudConfigs();
  await storeConfig(region, 'http_proxy', HOSTILE_URL);
  await setRegionUrl(region, `http://region.example.com/${HOSTILE}/MAAS`);
  for (const [name, config] of await cloudConfigs()) {
    expect(config).toMatch(/^#cloud-config\n[\n\x20-\x7e]*$/);
    expect(shapeOf(parse(config, { version: '1.1' }))).toEqual(shapeOf(parse(plain.get(name) ?? '')));
    expect(parse(config, { version: '1.1' })).toEqual(parse(config, { version: '1.2' }));
  }
});

/** A value with its texts left out. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

test('a preseed for a request with a hostile Host header has the same structure', async () => {
  const config = await preseedFor(await makeNode(region, 'commissioning'), `region.example.com'"$(x){}: #\\`);
  const { MAAS } = parse(config).datasource;
  expect(Object.keys(MAAS)).toEqual(['metadata_url', 'consumer_key', 'token_key', 'token_secret']);
  expect(MAAS.metadata_url).toMatch(/^http:\/\/region\.example\.com[\x21-\x7e]*\/metadata\/$/);
});

/** Reads a preseed with any Host header. */
function preseedFor(node: WithSystemId, host: string): Promise<string> {
  const url = new URL(`${byIdPath(node)}?op=get_preseed`, region.api);
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { host } }, (response) => resolve(text(response)));
    sent.once('error', reject);
    sent.end();
  });
}

needsTools('cloud-init')('ds-identify of an installed system finds the data source MAAS', async () => {
  const root = folder.at('root');
  const file = path.join(root, DATA_SOURCE_FILE);
  await mkdir(path.dirname(file), { recursive: true });
  await mkdir(path.join(root, 'run'));
  const key = { consumerKey: 'consumer', tokenKey: 'token', tokenSecret: 'secret' };
  const lines = installedDataSource({ metadataUrl: 'http://region.example.com/MAAS/metadata/', key });
  await writeFile(file, lines.join('\n'));
  await promisify(execFile)('/usr/lib/cloud-init/ds-identify', ['--force'], { env: { PATH_ROOT: root } });
  expect(await readFile(path.join(root, 'run/cloud-init/cloud.cfg'), 'utf8')).toContain(
    'datasource_list: [ MAAS, None ]',
  );
});
