import { expect, test } from 'vitest';
import { makeFile } from '../support/factories/files.js';
import { randomMac } from '../support/factories/nodes.js';
import { sendRawAs, urlencodedBody } from '../support/raw.js';
import { type As, useRegion } from '../support/region.js';

const TEXT = 'text/plain; charset=utf-8';

const region = useRegion();
const send = (as: As, method: string, path: string) => sendRawAs(region, as, method, path);

test.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH'])(
  '%s of a path without its trailing slash redirects to the path with the slash and the same query',
  async (method) => {
    const reply = await send(null, method, '/MAAS/api/1.0/nodes?op=list&hostname=a%26b');
    expect([reply.status, reply.headers.location]).toEqual([301, '/MAAS/api/1.0/nodes/?op=list&hostname=a%26b']);
    expect(reply.headers['content-type']).toBeDefined();
  },
);

test('a redirect keeps the prefix and the encoding of the path', async () => {
  const reply = await send(null, 'GET', '/api/1.0/nodes/node-1/macs/aa%3Abb');
  expect([reply.status, reply.headers.location]).toEqual([301, '/api/1.0/nodes/node-1/macs/aa%3Abb/']);
});

test('a path that starts like a URL of another host is not redirected', async () => {
  const { status, headers } = await send(null, 'GET', '//evil.example.com/MAAS/api/1.0/nodes');
  expect(status).toBeGreaterThanOrEqual(400);
  expect(headers.location).toBeUndefined();
});

test.each(['/MAAS', ''])('a request below %j/api/1.0/ gets URIs with that prefix', async (prefix) => {
  const { text } = await send('user', 'GET', `${prefix}/api/1.0/zones/default/`);
  expect(JSON.parse(text)).toMatchObject({ resource_uri: `${prefix}/api/1.0/zones/default/` });
});

test.each([
  '/MAAS//api/1.0/zones/',
  '//MAAS/api/1.0/zones/',
  '/MAAS/api//1.0///zones//',
  '//api/1.0//zones//default//',
])('a path with duplicate slashes is read with single ones: %s', async (path) => {
  expect((await send('user', 'GET', path)).status).toBe(200);
});

test('a query with duplicate slashes is unchanged', async () => {
  const reply = await send('user', 'GET', '/MAAS//api/1.0/nodes?hostname=a//b');
  expect([reply.status, reply.headers.location]).toEqual([301, '/MAAS/api/1.0/nodes/?hostname=a//b']);
});

test('a file name with duplicate slashes is unchanged', async () => {
  await makeFile(region, 'user', 'a//b');
  for (const path of ['/MAAS//api/1.0/files/a//b/', '/api//1.0//files/a//b/']) {
    const { status, text } = await send('user', 'GET', path);
    expect([status, text]).toEqual([200, expect.stringContaining('"filename": "a//b"')]);
  }
  expect((await send('user', 'GET', '/MAAS/api/1.0/files/a/b/')).status).toBe(404);
  expect((await send('user', 'GET', '/MAAS/api/1.0/files//?op=list')).status).toBe(200);
});

test('a path of the metadata service or of images with duplicate slashes is read with single ones', async () => {
  const preseed = '/MAAS//metadata///latest//enlist//?op=get_enlist_preseed';
  expect((await send(null, 'GET', preseed)).status).not.toBe(404);
  expect((await send(null, 'GET', '/MAAS/images//none')).status).toBe(404);
});

test('a path with 15,000 slashes is answered within a second', async () => {
  const slashes = '/'.repeat(15_000);
  const begun = performance.now();
  const path = `${slashes}MAAS${slashes.slice(0, 500)}/api/1.0/zones/`;
  expect((await send('user', 'GET', path)).status).toBe(200);
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test.each(['/MAAS/api/1.0/nodes/MAAS/api/1.0/nodes/', '/api/1.0/nodes/MAAS/api/1.0/nodes/'])(
  'a doubled path, as enlistment scripts send it, reaches the nodes: %s',
  async (path) => {
    const mac = randomMac();
    const registered = () => send(null, 'GET', `${path}?op=is_registered&mac_address=${mac}`);
    expect((await registered()).text).toBe('false');
    const body = `op=new&architecture=amd64/generic&mac_addresses=${mac}&autodetect_nodegroup=1`;
    expect((await sendRawAs(region, null, 'POST', path, urlencodedBody(body))).status).toBe(200);
    expect((await registered()).text).toBe('true');
  },
);

test.each(['/MAAS/api/1.0/nodes/%zz/', '/MAAS/api/1.0/nodes/%', '/MAAS/api/1.0/zones/%ff%fe/'])(
  'a path with invalid encoding is 400 in plain text: %s',
  async (path) => {
    const reply = await send('admin', 'GET', path);
    expect([reply.status, reply.headers['content-type']]).toEqual([400, TEXT]);
  },
);

test.each(['nodes/a%00b/', 'zones/%00/', 'nodes/%00/macs/', 'tags/a%00/?op=nodes'])(
  'a path with a null character is 404: %s',
  async (path) => {
    expect((await send('admin', 'GET', `/MAAS/api/1.0/${path}`)).status).toBe(404);
  },
);

test.each([
  ['a name of 4,000 letters', `nodes/${'n'.repeat(4_000)}/`],
  ['a name of 5,000 letters', `nodes/${'n'.repeat(5_000)}/`],
  ['a name of 1,000 encoded letters', `zones/${'%C3%A9'.repeat(1_000)}/`],
])('a path with %s is 404 or 414', async (_what, path) => {
  expect([404, 414]).toContain((await send('admin', 'GET', `/MAAS/api/1.0/${path}`)).status);
});

test.each(['/MAAS/api/1.0/nonsense/', '/MAAS/api/2.0/nodes/', '/MAAS/', '/'])(
  'an unknown path is 404 in HTML for every caller: %s',
  async (path) => {
    const replies = [await send(null, 'GET', path), await send('admin', 'POST', path)];
    for (const { status, headers } of replies) {
      expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    }
  },
);
