import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfigOf } from '../../resources/pxeconfig/boot-config.js';
import { eventually } from '../../support/eventually.js';
import { bootable, reportImages } from '../../support/factories/images.js';
import { makeNode } from '../../support/factories/nodes.js';
import {
  alterNode,
  byIdPath,
  DEPLOYED,
  DEPLOYING,
  FAILED_DEPLOYMENT,
  METADATA,
  nodeKey,
  nodePath,
  readNode,
  type Signal,
  signal,
  storedNode,
} from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

const CURTIN = '/MAAS/metadata/curtin/latest/';

const region = useRegion();
let node: Node;
let key: ApiKey;
beforeEach(async () => {
  await reportImages(region, [...bootable('amd64', 'generic')]);
  node = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
  await start();
  key = await nodeKey(region, node.system_id);
});

const start = async () => (await region.post('user', nodePath(node), { op: 'start' })).ok();
const turnNetbootOff = async () => (await region.post(null, byIdPath(node), { op: 'netboot_off' })).ok();
const read = async (path: string) => (await region.get(key, path)).ok();
const report = (word: Signal, path?: string) => signal(region, key, word, { 'install.log': 'the log' }, 1, path);
const substatus = async () => (await readNode(region, node.system_id)).substatus;
const Events = z.object({ events: z.array(z.object({ type: z.string(), description: z.string() })) });
const events = async () => {
  const reply = await region.get('user', 'events/', { op: 'query', id: node.system_id });
  return reply.as(Events).events.filter(({ type }) => type.startsWith('Node deploy'));
};

test('a report that waits while the deployment is aborted is 409, and changes nothing', async () => {
  const client = await region.database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('UPDATE nodes SET substatus = NULL WHERE system_id = $1', [node.system_id]);
    const reported = region.post(key, METADATA, { op: 'signal', status: 'OK' });
    await eventually(async () => {
      const waits = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      expect((await region.database.pool.query(waits)).rowCount).toBe(1);
    });
    await client.query('COMMIT');
    expect((await reported).status).toBe(409);
    expect(await substatus()).toBe(10);
  } finally {
    client.release();
  }
});

test('a deployment by curtin ends when the installed system reads its metadata, and not before', async () => {
  expect((await readConfigOf(region, node)).purpose).toBe('xinstall');
  await read(`${CURTIN}meta-data/instance-id`);
  await read(`${CURTIN}user-data`);
  await report('WORKING', CURTIN);
  await turnNetbootOff();
  await read(`${CURTIN}meta-data/local-hostname`);
  await report('OK', CURTIN);
  expect(await substatus()).toBe(DEPLOYING);
  await read(`${METADATA}meta-data/instance-id`);
  expect(await substatus()).toBe(DEPLOYED);
  await read(`${METADATA}meta-data/instance-id`);
  expect(await events()).toEqual([
    { type: 'Node deployed', description: 'The installed system has read its metadata.' },
  ]);
});

test('a deployment by the Debian installer ends when the installed system reads its user data', async () => {
  (await region.post('user', nodePath(node), { op: 'start', user_data: 'AAAA' })).ok();
  const form = { op: 'update_nodes', remove: node.system_id };
  (await region.post('admin', 'tags/use-fastpath-installer/', form)).ok();
  expect((await readConfigOf(region, node)).purpose).toBe('install');
  await turnNetbootOff();
  expect(await substatus()).toBe(DEPLOYING);
  await read(`${METADATA}user-data`);
  expect(await substatus()).toBe(DEPLOYED);
});

test('a deployment of an image without cloud-init ends when the node boots from its disk', async () => {
  await turnNetbootOff();
  expect(await substatus()).toBe(DEPLOYING);
  expect((await readConfigOf(region, node)).purpose).toBe('local');
  expect(await substatus()).toBe(DEPLOYED);
  await readConfigOf(region, node);
  expect(await events()).toEqual([{ type: 'Node deployed', description: 'The node boots from its disk.' }]);
});

test('reads of the metadata while the node boots its installer do not end a deployment', async () => {
  await read(METADATA);
  await read(`${METADATA}meta-data/instance-id`);
  expect(await substatus()).toBe(DEPLOYING);
});

test('signal of OK by the installed system ends a deployment', async () => {
  await report('OK');
  expect(await substatus()).toBe(DEPLOYED);
  expect(await events()).toEqual([
    { type: 'Node deployed', description: 'The installed system has reported success.' },
  ]);
  await report('FAILED');
  expect(await substatus()).toBe(DEPLOYED);
});

test('signal of FAILED fails a deployment, with the error, an event and the log', async () => {
  const form = { op: 'signal', status: 'FAILED', error: 'no disk', 'a.log': { filename: 'x', data: 'log' } };
  for (const _ of ['once', 'twice']) expect((await region.post(key, CURTIN, form)).ok().text).toBe('OK');
  expect(await substatus()).toBe(FAILED_DEPLOYMENT);
  expect((await storedNode(region, node)).error).toBe('no disk');
  expect(await events()).toEqual([
    { type: 'Node deployment failed', description: 'The installer has reported a failure.' },
  ]);
  const found = await region.get('user', 'installation-results/', { op: 'list', system_id: node.system_id });
  expect(found.as(z.array(z.looseObject({ name: z.string() }))).map(({ name }) => name)).toEqual(['a.log']);
});

test('the system of a deployment that failed may still come up', async () => {
  await report('FAILED', CURTIN);
  await turnNetbootOff();
  await read(`${METADATA}meta-data/instance-id`);
  expect(await substatus()).toBe(DEPLOYED);
  expect((await storedNode(region, node)).error).toBe('');
});

test('signal with bad values while a node is deployed is 400, and stores nothing', async () => {
  for (const form of [
    { status: 'ok' },
    { status: 'FAILED', error: 'x'.repeat(256) },
    { status: 'OK', script_result: 'x' },
  ]) {
    expect((await region.post(key, METADATA, { op: 'signal', ...form })).status).toBe(400);
  }
  expect(await substatus()).toBe(DEPLOYING);
});

test('signal of a node that is allocated and was not started is 409', async () => {
  await alterNode(region, node, { substatus: null });
  const reply = await region.post(key, METADATA, { op: 'signal', status: 'OK' });
  expect([reply.status, reply.text.endsWith('(status is Allocated to user)')]).toEqual([409, true]);
});

test('the release of a node ends its deployment and deletes what its installer sent', async () => {
  await report('FAILED', CURTIN);
  (await region.post('user', nodePath(node), { op: 'release' })).ok();
  expect(await substatus()).toBe(4);
  expect(await region.database.prisma.installationResult.count({ where: { node: { systemId: node.system_id } } })).toBe(
    0,
  );
});
