import { expect, test } from 'vitest';
import { masterPath } from '../../../../support/factories/clusters.js';
import { bootImagesOf, image, reportImages } from '../../../../support/factories/images.js';
import { useRegion } from '../../../../support/region.js';

const region = useRegion();

test('read of the boot images has those that are reported, with their URIs', async () => {
  await reportImages(region, [image()]);
  const [found, ...rest] = await bootImagesOf(region);
  expect(rest).toEqual([]);
  const resource_uri = `/MAAS/api/1.0/${masterPath(region)}boot-images/${found?.id}/`;
  expect(found).toEqual({ ...image(), id: found?.id, resource_uri });
});

test('read of the boot images of an unknown cluster is 404, without credentials 401', async () => {
  expect((await region.get('user', 'nodegroups/unknown/boot-images/')).status).toBe(404);
  expect((await region.get(null, `${masterPath(region)}boot-images/`)).status).toBe(401);
});
