import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeSelection, makeSource, sourcesPath } from '../../../../support/factories/boot-sources.js';
import { makeCluster } from '../../../../support/factories/clusters.js';
import { type As, useRegion } from '../../../../support/region.js';
import { BootSourceSelection } from '../../../../support/shapes.js';

const Selection = BootSourceSelection.extend({ boot_source_id: z.number() });

const region = useRegion();
const selections = (as: As, path = sourcesPath(region)) => region.get(as, path, { op: 'list_selections' });

test('list_selections has those of all boot sources of the cluster, and no others', async () => {
  await region.database.prisma.bootSource.deleteMany();
  const [one, other] = [await makeSource(region), await makeSource(region)];
  const make = async (source: { readonly id: number }) => {
    return { ...(await makeSelection(region, source)), boot_source_id: source.id };
  };
  const [first, second, third] = [await make(one), await make(other), await make(one)];
  expect((await selections('admin')).as(Selection.array())).toEqual([first, third, second]);
  const { path } = await makeCluster(region);
  expect((await selections('admin', sourcesPath(region, path))).text).not.toContain(first.resource_uri);
});

test('list_selections of an unknown cluster is 404', async () => {
  expect((await selections('admin', 'nodegroups/unknown/boot-sources/')).status).toBe(404);
});

test.each([null, 'user', 'worker'] as const)('list_selections by %s is 403', async (as) => {
  expect((await selections(as)).status).toBe(403);
});
