import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CLUSTER_SETTING_NAMES } from '../../src/cluster/settings.js';

test('docs/cluster.md lists each setting of a cluster, and no other', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/cluster.md'), 'utf8');
  const names = [...text.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name = '']) => name);
  expect(names.sort()).toEqual([...CLUSTER_SETTING_NAMES].sort());
});
