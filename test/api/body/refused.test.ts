import { afterEach, expect, test, vi } from 'vitest';
import { sendRawAs } from '../../support/raw.js';
import { useRegion } from '../../support/region.js';

const ROOT = '/MAAS/api/1.0/';
const LARGE = { filename: 'large', file: { filename: 'large', data: Buffer.alloc(2 * 1_048_576) } };

const region = useRegion();
afterEach(() => vi.unstubAllEnvs());

test.each(['application/json', 'multipart/form-data; boundary=B', 'multipart/form-data'])(
  'a body of type %s that cannot be read is 400, or 401 when the operation needs credentials',
  async (type) => {
    const broken = { body: '{"', headers: { 'content-type': type, 'content-length': '2' } };
    const path = `${ROOT}account/?op=create_authorisation_token`;
    expect(await sendRawAs(region, null, 'POST', path, broken)).toMatchObject({ status: 401, text: 'Forbidden' });
    expect(await sendRawAs(region, 'user', 'POST', path, broken)).toMatchObject({ status: 400 });
    expect(await sendRawAs(region, null, 'POST', `${ROOT}nodes/?op=new`, broken)).toMatchObject({ status: 400 });
  },
);

test.each([
  ['files/?op=add', 401],
  ['commissioning-scripts/', 403],
  ['nodes/?op=new', 413],
])('a file of 2 MiB without credentials to %s is %i and is not written to disk', async (path, status) => {
  vi.stubEnv('TMPDIR', '/nowhere');
  expect((await region.post(null, path, LARGE)).status).toBe(status);
  // A file is stored without the disk only when the URL names the operation.
  expect((await region.post('user', 'files/', { op: 'add', ...LARGE })).status).toBe(503);
});

test('a file of 2 MiB from a user is stored', async () => {
  expect((await region.post('user', 'files/?op=add', LARGE)).status).toBe(201);
});

test.each([
  ['a null character', 'a\u0000b'],
  ['half of a surrogate pair', 'a\ud800'],
])('a text with %s is 400 and names the field', async (_what, name) => {
  const reply = await region.call('admin', 'POST', 'zones/', { json: { name } });
  expect([reply.status, reply.json]).toEqual([400, { name: [expect.stringContaining('not allowed')] }]);
});

test('a text with a complete surrogate pair is stored', async () => {
  const json = { name: 'pair', description: '\ud83d\ude00' };
  expect((await region.call('admin', 'POST', 'zones/', { json })).ok().json).toMatchObject(json);
});
