import { expect, test } from 'vitest';
import { filesOf, makeFile } from '../../support/factories/files.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('get_by_key without credentials has the file of the key', async () => {
  await makeFile(region, 'user', 'a', 'mine');
  const [file] = await filesOf(region, 'user');
  const { pathname, search } = new URL(file?.anon_resource_uri ?? '', region.api);
  expect((await region.get(null, `${pathname}${search}`)).text).toBe('mine');
});

test.each(['00000000-0000-4000-8000-00000000ffff', "' OR 1=1"])(
  'get_by_key with the unknown key %s is 404 with the header that distinguishes it from an unknown endpoint',
  async (key) => {
    const reply = await region.get(null, 'files/', { op: 'get_by_key', key });
    expect([reply.status, reply.headers.get('workaround')]).toEqual([404, 'bug1123986']);
    expect([reply.text, reply.type]).toEqual(['Not Found', expect.stringContaining('text/plain')]);
  },
);

test('get_by_key without a key is 400', async () => {
  expect((await region.get(null, 'files/', { op: 'get_by_key' })).status).toBe(400);
});
