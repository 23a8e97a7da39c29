import { expect, test } from 'vitest';
import { makeFile } from '../support/factories/files.js';
import { makeNode, randomMac } from '../support/factories/nodes.js';
import { hmacHeader } from '../support/oauth.js';
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

test('a path with an argument of 4,097 characters is 414 and says so', async () => {
  const reply = await send('admin', 'GET', `/MAAS/api/1.0/nodes/${'n'.repeat(4_097)}/`);
  expect([reply.status, reply.text]).toEqual([414, 'An argument in the path is too long.']);
});

test.each(['/MAAS/api/1.0/nonsense/', '/MAAS/api/2.0/nodes/', '/MAAS/nonsense/', '/nonsense'])(
  'an unknown path is 404 in HTML for every caller: %s',
  async (path) => {
    const replies = [await send(null, 'GET', path), await send('admin', 'POST', path)];
    for (const { status, headers } of replies) {
      expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    }
  },
);

test.each(['/MAAS/api/1.0/zones/', '/api/1.0/zones/'])('%s;op= without a known op is not found', async (path) => {
  expect((await region.get('user', `${path};op=unknown/`)).status).toBe(404);
});

test('a path that ends in ;op= calls that operation with the parameters of the query', async () => {
  const [one, two] = [await makeNode(region, 'ready'), await makeNode(region, 'ready')];
  const query = { id: [one.system_id], zone: 'default' };
  const { text } = (await region.get('user', 'nodes/;op=list', query)).ok();
  expect(text).toContain(one.system_id);
  expect(text).not.toContain(two.system_id);
  expect(text).toBe((await region.get('user', 'nodes/', { op: 'list', ...query })).ok().text);
  expect((await region.get('user', `nodes/${one.system_id}/;op=details`)).status).toBe(200);
});

test('a path that ends in ;op= calls that operation with a form, and the op of the form comes first', async () => {
  (await region.post('admin', 'tags/;op=new', { name: 'by-path' })).ok();
  const wrong = await region.post('admin', 'tags/;op=new', { op: 'other', name: 'by-form' });
  expect([wrong.status, wrong.text]).toEqual([400, 'Unrecognised signature: POST other']);
});

test('a path that ends in ;op= with the method of another operation is 400', async () => {
  const { status, text } = await region.get('user', 'nodes/;op=acquire');
  expect([status, text]).toEqual([400, 'Unrecognised signature: GET acquire']);
});

test('a signature by HMAC-SHA1 covers the path with ;op= as the client sent it', async () => {
  const path = 'nodes/;op=list?zone=default';
  const key = region.keyOf('user') ?? '';
  const signed = (url: URL) => ({ headers: { authorization: hmacHeader(key, 'GET', url) } });
  const right = await region.call('user', 'GET', path, signed(new URL(path, region.api)));
  const wrong = await region.call('user', 'GET', path, signed(new URL('nodes/?op=list&zone=default', region.api)));
  expect([right.status, wrong.status]).toEqual([200, 401]);
});

test('a file name or an argument that looks like an op stays what it is', async () => {
  for (const name of [';op=list', 'a/;op=list', 'a/;op=delete']) {
    await makeFile(region, 'user', name);
    const { text } = (await region.get('user', `files/${name}/`)).ok();
    expect(JSON.parse(text)).toMatchObject({ filename: name });
  }
  const redirected = await send('user', 'GET', '/MAAS/api/1.0/files/a/;op=list');
  expect([redirected.status, redirected.headers.location]).toEqual([301, '/MAAS/api/1.0/files/a/;op=list/']);
  const encoded = await send('user', 'GET', '/MAAS/api/1.0/files/%3Bop%3Dlist');
  expect([encoded.status, encoded.headers.location]).toEqual([301, '/MAAS/api/1.0/files/%3Bop%3Dlist/']);
  expect((await region.get('user', 'nodes/%3Bop%3Dlist/')).status).toBe(404);
});
