import { expect, test } from 'vitest';
import { filePart } from '../../../support/factories/files.js';
import { makeScript } from '../../../support/factories/scripts.js';
import { useRegion } from '../../../support/region.js';

const PATH = 'commissioning-scripts/';

const region = useRegion();

test('update replaces the content and answers null', async () => {
  await makeScript(region, 'a', 'old');
  const reply = await region.put('admin', `${PATH}a`, { content: filePart('new') });
  expect([reply.status, reply.json]).toEqual([200, null]);
  expect((await region.get('admin', `${PATH}a`)).text).toBe('new');
});

test('update of an unknown script is 404', async () => {
  expect((await region.put('admin', `${PATH}none`, { content: filePart('x') })).status).toBe(404);
});

test('update without content is 400, even of an unknown script', async () => {
  expect((await region.put('admin', `${PATH}none`)).status).toBe(400);
});

test.each(['user', null] as const)('update by %s is 403, and changes nothing', async (as) => {
  await makeScript(region, `of-${as}`, 'mine');
  expect((await region.put(as, `${PATH}of-${as}`, { content: filePart('theirs') })).status).toBe(403);
  expect((await region.get('admin', `${PATH}of-${as}`)).text).toBe('mine');
});
