import { beforeAll, expect, test } from 'vitest';
import type { Value } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { COMMISSIONING, nodeKey, readNode } from '../../support/nodes.js';
import { type Region, useRegion } from '../../support/region.js';

const MIB = 1_048_576;

const region = useRegion();
let systemId: string;
let signal: (parts: readonly (readonly [string, Value])[]) => ReturnType<Region['post']>;
beforeAll(async () => {
  systemId = (await makeNode(region)).system_id;
  (await region.post('admin', 'nodes/', { op: 'accept', nodes: systemId })).ok();
  const key = await nodeKey(region, systemId);
  signal = (parts) => region.post(key, '/MAAS/metadata/latest/', [['op', 'signal'], ['status', 'OK'], ...parts]);
});

const file = (size: number): Value => ({ filename: 'x', data: Buffer.alloc(size) });

test.each<[string, readonly (readonly [string, Value])[], number, RegExp]>([
  ['a result of more than 32 MiB', [['big.out', file(32 * MIB + 1)]], 413, /^big\.out: .*33554432 bytes/],
  [
    'a good result before one that is too large',
    [
      ['a.out', file(1)],
      ['big.out', file(33 * MIB)],
    ],
    413,
    /^big\.out/,
  ],
  ['a name of more than 255 characters', [['x'.repeat(256), file(1)]], 400, /255 characters/],
  ['an error of more than 255 characters', [['error', 'x'.repeat(256)]], 400, /"error".*255 characters/],
  [
    'power parameters of more than 8 MiB',
    [
      ['power_type', 'ipmi'],
      ['power_parameters', 'x'.repeat(8 * MIB + 1)],
    ],
    413,
    /8388608 bytes/,
  ],
  [
    'more than 1000 parts',
    Array.from({ length: 1_000 }, (_, index) => [`${index}`, file(1)] as const),
    400,
    /1000 parts/,
  ],
])('%s: refused with what is too large, and nothing of the signal is kept', async (_what, parts, status, text) => {
  const reply = await signal(parts);
  expect(reply.status).toBe(status);
  expect(reply.text).toMatch(text);
  expect((await readNode(region, systemId)).status).toBe(COMMISSIONING);
  expect((await region.database.pool.query('SELECT 1 FROM commissioning_results')).rows).toEqual([]);
});
