import { expect, test } from 'vitest';
import { useRegion } from '../../support/region.js';
import { makeTreeNode, ROOT } from './tree-node.js';

const region = useRegion();

test('the top of a tree lists the versions, and each version can be read', async () => {
  const { key } = await makeTreeNode(region, 'commissioning');
  const versions = ['2012-03-01', 'latest'];
  for (const path of ['', 'curtin/', 'latest']) {
    expect((await region.get(key, `${ROOT}${path}`)).ok().text.split('\n')).toEqual(versions);
  }
  for (const version of versions) expect((await region.get(key, `${ROOT}${version}/`)).status).toBe(200);
});

test.each(['/metadata/', '/MAAS/metadata///', '/metadata/////'])('the tree below %s is the same', async (path) => {
  const { node, key } = await makeTreeNode(region, 'commissioning');
  expect((await region.get(key, `${path}latest/meta-data/instance-id`)).text).toBe(node.system_id);
});
