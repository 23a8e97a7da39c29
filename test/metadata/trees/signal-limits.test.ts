import { beforeAll, expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { COMMISSIONING, METADATA, nodeKey, readNode, storedResults } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

const MIB = 1_048_576;
const file = (size: number) => ({ filename: 'x', data: Buffer.alloc(size) });

const region = useRegion();
let node: Node;
let key: ApiKey;
beforeAll(async () => {
  node = await makeNode(region, 'commissioning');
  key = await nodeKey(region, node.system_id);
});

test.each<[string, Form, number, RegExp]>([
  ['a file of more than 32 MiB', { 'big.out': file(32 * MIB + 1) }, 413, /^big\.out: .*33554432 bytes/],
  ['a good file before one that is too large', { 'a.out': file(1), 'big.out': file(33 * MIB) }, 413, /^big\.out/],
  ['a name of more than 255 characters', { ['x'.repeat(256)]: file(1) }, 400, /255 characters/],
  ['an error of more than 255 characters', { error: 'x'.repeat(256) }, 400, /"error".*255 characters/],
  [
    'power parameters of more than 8 MiB',
    { power_type: 'ipmi', power_parameters: 'x'.repeat(8 * MIB + 1) },
    413,
    /8388608 bytes/,
  ],
  [
    'more than 20,000 parts',
    Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`f${index}`, file(1)])),
    413,
    /20000/,
  ],
])('signal with %s is refused with the reason and stores nothing', async (_what, form, status, text) => {
  const reply = await region.post(key, METADATA, { op: 'signal', status: 'OK', ...form });
  expect(reply.status).toBe(status);
  expect(reply.text).toMatch(text);
  expect((await readNode(region, node.system_id)).status).toBe(COMMISSIONING);
  expect(await storedResults(region, node)).toEqual([]);
});
