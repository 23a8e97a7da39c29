import { expect, test } from 'vitest';
import { makeCluster, masterPath } from '../../../../../support/factories/clusters.js';
import { bootImagesOf } from '../../../../../support/factories/images.js';
import { useRegion } from '../../../../../support/region.js';

const region = useRegion();

test('read of a boot image has it as the list has it', async () => {
  for (const image of await bootImagesOf(region)) {
    expect((await region.get('user', image.resource_uri)).json).toEqual(image);
  }
});

test.each(['999999', '0', 'x', '99999999999999999999'])('read of the unknown boot image %s is 404', async (id) => {
  expect((await region.get('user', `${masterPath(region)}boot-images/${id}/`)).status).toBe(404);
});

test('read of a boot image of another cluster is 404', async () => {
  const [image] = await bootImagesOf(region);
  const { path } = await makeCluster(region);
  expect((await region.get('user', `${path}boot-images/${image?.id}/`)).status).toBe(404);
});
