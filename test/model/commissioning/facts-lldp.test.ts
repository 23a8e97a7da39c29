import { beforeEach, describe, expect, test } from 'vitest';
import { LLDP_RESULT } from '../../../src/model/hardware/outputs.js';
import { makeNode } from '../../support/factories/nodes.js';
import { COMMISSIONING, nodeKey, readNode, signal } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';

const VIRTUALITY = '00-maas-02-virtuality.out';

const region = useRegion();
let id: string;
let key: ApiKey;
beforeEach(async () => {
  id = (await makeNode(region, 'commissioning')).system_id;
  key = await nodeKey(region, id);
});

const send = (outputs: Record<string, string>, scriptResult = 0) =>
  signal(region, key, 'WORKING', outputs, scriptResult);
const node = () => readNode(region, id);

describe('the output of LLDP', () => {
  const ids = (...macs: string[]) =>
    `\n<?xml version="1.0" encoding="UTF-8"?>\n<lldp>${macs
      .map((mac) => `<interface><chassis><id type="mac">${mac}</id></chassis><id type="ifname">eth0</id></interface>`)
      .join('')}</lldp>\n`;

  test('sets the routers of the node in order, and acquire finds the node by them', async () => {
    await send({ [LLDP_RESULT]: ids('02:00:00:00:00:0B', '02:00:00:00:00:0a') });
    expect((await node()).routers).toEqual(['02:00:00:00:00:0b', '02:00:00:00:00:0a']);
    const found = await region.post('user', 'nodes/', { op: 'acquire', connected_to: '02:00:00:00:00:0a' });
    expect(found.status).toBe(409);
    await signal(region, key, 'OK');
    const acquired = await region.post('user', 'nodes/', { op: 'acquire', connected_to: '02:00:00:00:00:0a' });
    expect(acquired.json).toMatchObject({ system_id: id });
  });

  test('without neighbours sets no routers, and an empty output makes the routers unknown', async () => {
    await send({ [LLDP_RESULT]: ids() });
    expect((await node()).routers).toEqual([]);
    await send({ [LLDP_RESULT]: '' });
    expect((await node()).routers).toBeNull();
  });

  test.each([
    ['it is not XML', '<lldp', 0],
    ['it has a document type', `<!DOCTYPE lldp>${ids('02:00:00:00:00:0c').trim()}`, 0],
    ['its script failed', ids('02:00:00:00:00:0c'), 1],
  ])('changes nothing if %s', async (_what, output, scriptResult) => {
    await send({ [LLDP_RESULT]: ids('02:00:00:00:00:0d') });
    await send({ [LLDP_RESULT]: output }, scriptResult);
    expect(await node()).toMatchObject({ status: COMMISSIONING, routers: ['02:00:00:00:00:0d'] });
  });

  test('with invalid addresses of neighbours skips these neighbours', async () => {
    await send({ [LLDP_RESULT]: ids('switch', '02:00:00:00:00:0e', '') });
    expect((await node()).routers).toEqual(['02:00:00:00:00:0e']);
  });
});

describe('the output of virtuality', () => {
  const tags = async () => (await node()).tag_names.filter((name) => name === 'virtual');

  test('adds or removes the tag virtual', async () => {
    await send({ [VIRTUALITY]: 'notvirtual\n' });
    expect(await tags()).toEqual([]);
    for (const _ of [1, 2]) await send({ [VIRTUALITY]: 'virtual\n' });
    expect(await tags()).toEqual(['virtual']);
    await send({ [VIRTUALITY]: 'neither\n' });
    await send({ [VIRTUALITY]: 'notvirtual\n' }, 1);
    expect(await tags()).toEqual(['virtual']);
    await send({ [VIRTUALITY]: 'notvirtual\n' });
    expect(await tags()).toEqual([]);
    expect((await region.get('user', 'tags/virtual/')).json).toMatchObject({ definition: '', kernel_opts: '' });
  });
});
