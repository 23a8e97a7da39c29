import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { beforeAll, expect, test } from 'vitest';
import { builtInScripts } from '../../../src/metadata/commissioning/scripts.js';
import { makeNode } from '../../support/factories/nodes.js';
import { makeScript } from '../../support/factories/scripts.js';
import { nodeKey } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';

const SCRIPTS = '2012-03-01/maas-commissioning-scripts';

const region = useRegion();
let key: string;
beforeAll(async () => {
  key = await nodeKey(region, (await makeNode(region, 'commissioning')).system_id);
});

const read = (path: string, as: As = key) => region.get(as, `/MAAS/metadata/${path}`);

async function readMembers() {
  const reply = (await read(SCRIPTS)).ok();
  expect(reply.type).toBe('application/tar');
  const archive = extract();
  archive.end(reply.bytes);
  const members = [];
  for await (const entry of archive) members.push({ ...entry.header, data: await buffer(entry) });
  return members;
}

test('maas-commissioning-scripts is a tar of all scripts with name, mode and content', async () => {
  const own = [
    { name: '99-zz', data: Buffer.from([0, 255, 10, 13, 0, 128, 65]) },
    { name: `50-${'x'.repeat(200)}`, data: Buffer.from('#!/bin/sh\n') },
  ];
  for (const { name, data } of own) await makeScript(region, name, data);
  const members = await readMembers();
  const all = [...builtInScripts().map(({ name, content }) => ({ name, data: content })), ...own];
  const wanted = all.map(({ name, data }) => ({ name: `commissioning.d/${name}`, mode: 0o755, type: 'file', data }));
  expect(members).toMatchObject(wanted.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  for (const { mtime } of members) expect(Math.abs(Number(mtime) - Date.now())).toBeLessThan(60_000);
});

test.each([
  ['user', 200],
  [null, 401],
] as const)('maas-commissioning-scripts by %s is %i', async (as, status) => {
  expect((await read(SCRIPTS, as)).status).toBe(status);
});

test('maas-commissioning-scripts of an unknown version is 404, and in the tree of curtin is the index', async () => {
  expect((await read('1.0/maas-commissioning-scripts')).status).toBe(404);
  expect((await read('curtin/latest/maas-commissioning-scripts')).text).toMatch(/^maas-commissioning-scripts\nmeta/);
});
