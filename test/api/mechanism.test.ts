import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { makeNode, randomMac } from '../support/factories/nodes.js';
import { plaintextHeader } from '../support/oauth.js';
import { type RawOptions, sendRaw } from '../support/raw.js';
import { type As, useRegion } from '../support/region.js';

const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

const region = useRegion();

function raw(as: As, method: string, path: string, { headers, body }: RawOptions = {}) {
  const key = region.keyOf(as);
  const authorization = key === null ? {} : { authorization: plaintextHeader(key) };
  return sendRaw(region, method, path, { headers: { ...authorization, ...headers }, ...(body && { body }) });
}

const form = (body: string): RawOptions => ({
  body,
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) },
});

describe('a path without its slash', () => {
  test.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH'])('is sent there on %s, with its query', async (method) => {
    const reply = await raw(null, method, '/MAAS/api/1.0/nodes?op=list&hostname=a%26b');
    expect([reply.status, reply.headers.location]).toEqual([301, '/MAAS/api/1.0/nodes/?op=list&hostname=a%26b']);
    expect(reply.headers['content-type']).toBeDefined();
  });

  test('keeps the prefix that it came by, and what is encoded in it', async () => {
    const reply = await raw(null, 'GET', '/api/1.0/nodes/node-1/macs/aa%3Abb');
    expect([reply.status, reply.headers.location]).toEqual([301, '/api/1.0/nodes/node-1/macs/aa%3Abb/']);
  });

  test('never leads to another host', async () => {
    const { status, headers } = await raw(null, 'GET', '//evil.example.com/MAAS/api/1.0/nodes');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers.location).toBeUndefined();
  });
});

describe('both prefixes', () => {
  test.each(['/MAAS', ''])('%s/api/1.0/ is in the URIs of what it gives', async (prefix) => {
    const { text } = await raw('user', 'GET', `${prefix}/api/1.0/zones/default/`);
    expect(JSON.parse(text)).toMatchObject({ resource_uri: `${prefix}/api/1.0/zones/default/` });
  });
});

describe('duplicate slashes', () => {
  const zones = async (path: string) => (await raw('user', 'GET', path)).status;

  test.each([
    '/MAAS//api/1.0/zones/',
    '//MAAS/api/1.0/zones/',
    '/MAAS/api//1.0///zones//',
    '//api/1.0//zones//default//',
  ])('in %s count as one', async (path) => {
    expect(await zones(path)).toBe(200);
  });

  test('are kept in the query', async () => {
    const reply = await raw('user', 'GET', '/MAAS//api/1.0/nodes?hostname=a//b');
    expect([reply.status, reply.headers.location]).toEqual([301, '/MAAS/api/1.0/nodes/?hostname=a//b']);
  });

  test('are kept in the name of a file', async () => {
    const file = { filename: 'file', data: 'content' };
    (await region.post('user', 'files/', { op: 'add', filename: 'a//b', file })).ok();
    for (const path of ['/MAAS//api/1.0/files/a//b/', '/api//1.0//files/a//b/']) {
      const { status, text } = await raw('user', 'GET', path);
      expect([status, text]).toEqual([200, expect.stringContaining('"filename": "a//b"')]);
    }
    expect((await raw('user', 'GET', '/MAAS/api/1.0/files/a/b/')).status).toBe(404);
    expect((await raw('user', 'GET', '/MAAS/api/1.0/files//?op=list')).status).toBe(200);
  });

  test('in the paths of the metadata service and of images count as one', async () => {
    expect((await raw(null, 'GET', '/MAAS//metadata///latest//enlist//?op=get_enlist_preseed')).status).not.toBe(404);
    expect((await raw(null, 'GET', '/MAAS/images//none')).status).toBe(404);
  });

  test('by the thousand cost nothing', async () => {
    const slashes = '/'.repeat(15_000);
    const begun = performance.now();
    expect(await zones(`${slashes}MAAS${slashes.slice(0, 500)}/api/1.0/zones/`)).toBe(200);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

describe('the doubled path of enlistment scripts', () => {
  test.each(['/MAAS/api/1.0/nodes/MAAS/api/1.0/nodes/', '/api/1.0/nodes/MAAS/api/1.0/nodes/'])('%s', async (path) => {
    const mac = randomMac();
    const registered = () => raw(null, 'GET', `${path}?op=is_registered&mac_address=${mac}`);
    expect((await registered()).text).toBe('false');
    const body = `op=new&architecture=amd64/generic&mac_addresses=${mac}&autodetect_nodegroup=1`;
    expect((await raw(null, 'POST', path, form(body))).status).toBe(200);
    expect((await registered()).text).toBe('true');
  });
});

describe('methods', () => {
  test.each([
    ['admin', 'POST', 'version/', 'GET'],
    ['admin', 'DELETE', 'zones/', 'GET, POST'],
    ['user', 'PATCH', 'zones/default/', 'GET, PUT, DELETE'],
    ['user', 'OPTIONS', 'nodes/', 'GET, POST'],
    [null, 'PATCH', 'version/', 'GET'],
    [null, 'POST', 'describe/', 'GET'],
  ] as const)('as %s, %s %s is 405 and Allow says %s', async (as, method, path, allow) => {
    const reply = await raw(as, method, `/MAAS/api/1.0/${path}`);
    expect([reply.status, reply.headers.allow, reply.text]).toEqual([405, allow, '']);
  });

  test.each(['HEAD', 'OPTIONS', 'PATCH', 'PUT'])(
    '%s without credentials is 401 where these are needed',
    async (method) => {
      expect((await raw(null, method, '/MAAS/api/1.0/zones/')).status).toBe(401);
      expect((await raw('user', method, '/MAAS/api/1.0/zones/')).status).toBe(405);
    },
  );
});

describe('a body that cannot be read', () => {
  test.each(['application/json', 'multipart/form-data; boundary=B', 'multipart/form-data'])(
    'of %s is 401 without credentials where these are needed, else 400',
    async (type) => {
      const broken = { body: '{"', headers: { 'content-type': type, 'content-length': '2' } };
      const path = '/MAAS/api/1.0/account/?op=create_authorisation_token';
      expect(await raw(null, 'POST', path, broken)).toMatchObject({ status: 401, text: 'Forbidden' });
      expect(await raw('user', 'POST', path, broken)).toMatchObject({ status: 400 });
      expect(await raw(null, 'POST', '/MAAS/api/1.0/nodes/?op=new', broken)).toMatchObject({ status: 400 });
    },
  );
});

describe('op', () => {
  test.each([
    ['GET', 'nodes/', 'GET None'],
    ['POST', 'nodes/', 'POST None'],
    ['POST', 'nodes/?op=invalid_operation', 'POST invalid_operation'],
    ['POST', 'nodes/?op=list', 'POST list'],
    ['GET', 'nodes/?op=acquire', 'GET acquire'],
    ['GET', 'zones/?op=', 'GET '],
    ['PUT', 'zones/default/?op=anything', 'PUT anything'],
    ['DELETE', 'zones/default/?op=anything', 'DELETE anything'],
    ['GET', 'nodes/?op=%3Cscript%3Ealert(1)%3C/script%3E', 'GET <script>alert(1)</script>'],
  ])('%s %s is an unknown operation: 400, plain text', async (method, path, end) => {
    const reply = await raw('admin', method, `/MAAS/api/1.0/${path}`);
    expect([reply.status, reply.headers['content-type']]).toEqual([400, TEXT]);
    expect(reply.text.endsWith(end)).toBe(true);
  });

  test('an operation of the other side is unknown, with credentials and without', async () => {
    expect((await region.get('user', 'nodes/', { op: 'is_registered', mac_address: randomMac() })).status).toBe(400);
    expect((await region.get(null, 'nodes/', { op: 'list' })).status).toBe(400);
  });

  test('may stand in the query or in the body, and the body counts first', async () => {
    await region.post('admin', 'nodes/', { op: 'accept_all' });
    const inQuery = await raw('admin', 'POST', '/MAAS/api/1.0/nodes/?op=accept_all');
    const inBody = await raw('admin', 'POST', '/MAAS/api/1.0/nodes/', form('op=accept_all'));
    const inBoth = await raw('admin', 'POST', '/MAAS/api/1.0/nodes/?op=invalid', form('op=accept_all'));
    const wrong = await raw('admin', 'POST', '/MAAS/api/1.0/nodes/?op=accept_all', form('op=invalid'));
    expect([inQuery, inBody, inBoth].map(({ status, text }) => [status, text])).toEqual(Array(3).fill([200, '[]']));
    expect([wrong.status, wrong.text.endsWith('POST invalid')]).toEqual([400, true]);
  });

  test('the last one counts', async () => {
    expect((await raw('admin', 'POST', '/MAAS/api/1.0/nodes/?op=invalid&op=accept_all')).status).toBe(200);
  });
});

describe('content types', () => {
  test.each([
    ['data', 'user', 'GET', 'zones/', 200, JSON_TYPE],
    ['the version', null, 'GET', 'version/', 200, JSON_TYPE],
    ['an unknown operation', 'user', 'GET', 'nodes/', 400, TEXT],
    ['wrong fields', 'admin', 'POST', 'zones/', 400, 'application/json'],
    ['missing credentials', null, 'GET', 'zones/', 401, TEXT],
    ['a refusal', 'user', 'POST', 'zones/', 403, TEXT],
    ['an unknown object', 'user', 'GET', 'zones/unknown/', 404, TEXT],
    ['a method that is not there', 'user', 'PUT', 'zones/', 405, TEXT],
    ['a deletion', 'admin', 'DELETE', 'zones/unknown/', 204, 'text/plain'],
  ] as const)('%s', async (_what, as, method, path, status, type) => {
    const reply = await raw(as, method, `/MAAS/api/1.0/${path}`);
    expect([reply.status, reply.headers['content-type']]).toEqual([status, type]);
  });

  test('a missing credential is told in one word, without a challenge', async () => {
    const { text, headers } = await raw(null, 'GET', '/MAAS/api/1.0/zones/');
    expect([text, headers['www-authenticate']]).toEqual(['Forbidden', undefined]);
  });

  test('an operation without a result answers null', async () => {
    expect((await region.post('admin', 'nodes/', { op: 'set_zone', zone: 'default' })).text).toBe('null');
  });
});

describe('a file of more than 1 MiB', () => {
  afterEach(() => vi.unstubAllEnvs());
  const large = { filename: 'large', file: { filename: 'large', data: Buffer.alloc(2 * 1_048_576) } };

  test.each([
    ['files/?op=add', 401],
    ['commissioning-scripts/', 403],
    ['nodes/?op=new', 413],
  ])('that a stranger sends to %s is %i and never gets to the disk', async (path, status) => {
    vi.stubEnv('TMPDIR', '/nowhere');
    expect((await region.post(null, path, large)).status).toBe(status);
    expect((await region.post('user', 'files/?op=add', large)).status).toBe(503);
  });

  test('is taken from a user', async () => {
    expect((await region.post('user', 'files/?op=add', large)).status).toBe(201);
  });
});

describe('headers', () => {
  test.each([
    [200, 'user', 'GET', '/MAAS/api/1.0/zones/'],
    [400, 'user', 'GET', '/MAAS/api/1.0/nodes/'],
    [401, null, 'GET', '/MAAS/api/1.0/zones/'],
    [403, 'user', 'POST', '/MAAS/api/1.0/zones/'],
    [404, 'user', 'GET', '/MAAS/api/1.0/zones/unknown/'],
    [401, null, 'POST', '/MAAS/metadata/latest/'],
  ] as const)('of a %i: as %s, %s %s', async (status, as, method, path) => {
    const reply = await raw(as, method, path);
    expect(reply.status).toBe(status);
    expect(reply.headers.vary).toContain('Authorization');
    expect(reply.headers['x-frame-options']).toBe('SAMEORIGIN');
    // Nodes set their clocks by it.
    expect(Math.abs(Date.parse(reply.headers.date ?? '') - Date.now())).toBeLessThan(5_000);
  });
});

describe('compression', () => {
  const gzip = { headers: { 'accept-encoding': 'gzip' } };

  test('from 200 bytes on, for those who take it', async () => {
    const { headers, bytes } = await raw(null, 'GET', '/MAAS/api/1.0/describe/', gzip);
    expect(headers['content-encoding']).toBe('gzip');
    expect(headers.vary).toContain('accept-encoding');
    const plain = await raw(null, 'GET', '/MAAS/api/1.0/describe/');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(gunzipSync(bytes).equals(plain.bytes)).toBe(true);
  });

  test('not of less', async () => {
    const { headers, text } = await raw(null, 'GET', '/MAAS/api/1.0/version/', gzip);
    expect([headers['content-encoding'], text.length < 200]).toEqual([undefined, true]);
  });
});

describe('paths that cannot be', () => {
  test.each(['/MAAS/api/1.0/nodes/%zz/', '/MAAS/api/1.0/nodes/%', '/MAAS/api/1.0/zones/%ff%fe/'])(
    '%s is 400, plain text',
    async (path) => {
      const reply = await raw('admin', 'GET', path);
      expect([reply.status, reply.headers['content-type']]).toEqual([400, TEXT]);
    },
  );

  test.each(['nodes/a%00b/', 'zones/%00/', 'nodes/%00/macs/', 'tags/a%00/?op=nodes'])(
    'the null character in %s names nothing',
    async (path) => {
      expect((await raw('admin', 'GET', `/MAAS/api/1.0/${path}`)).status).toBe(404);
    },
  );

  test.each([`nodes/${'n'.repeat(4_000)}/`, `nodes/${'n'.repeat(5_000)}/`, `zones/${'%C3%A9'.repeat(1_000)}/`])(
    'a name that is too long is unknown',
    async (path) => {
      const { status } = await raw('admin', 'GET', `/MAAS/api/1.0/${path}`);
      expect([404, 414]).toContain(status);
    },
  );

  test.each(['/MAAS/api/1.0/nonsense/', '/MAAS/api/2.0/nodes/', '/MAAS/', '/'])(
    '%s is 404 in HTML, whoever asks',
    async (path) => {
      const replies = [await raw(null, 'GET', path), await raw('admin', 'POST', path)];
      for (const { status, headers } of replies) {
        expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
      }
    },
  );
});

describe('request ids', () => {
  test('every answer has one of its own', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => (await raw(null, 'GET', '/MAAS/livez')).headers['x-request-id']),
    );
    expect(ids.every((id) => /^[0-9a-f-]{36}$/.test(String(id)))).toBe(true);
    expect(new Set(ids).size).toBe(2);
  });

  test('that of a proxy is kept, unless it is no short word', async () => {
    const idFor = async (id: string) => {
      const reply = await raw(null, 'GET', '/MAAS/livez', { headers: { 'x-request-id': id } });
      return reply.headers['x-request-id'];
    };
    expect(await idFor('lb-7.42:a_b')).toBe('lb-7.42:a_b');
    expect(await idFor('two words')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('x'.repeat(65))).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test('parameters that an operation does not know are ignored, those of OAuth too', async () => {
  const { system_id } = await makeNode(region);
  const query = { op: 'list', id: system_id, unknown: 'x', oauth_unknown: 'y' };
  expect((await region.get('admin', 'nodes/', query)).ok().json).toHaveLength(1);
});

describe('text that no database keeps is refused with the name of the field', () => {
  test.each([
    ['a null character', 'a\u0000b'],
    ['half of a surrogate pair', 'a\ud800'],
  ])('%s', async (_what, name) => {
    const reply = await region.call('admin', 'POST', 'zones/', { json: { name } });
    expect([reply.status, reply.json]).toEqual([400, { name: [expect.stringContaining('not allowed')] }]);
  });

  test('a whole pair is a character like others', async () => {
    const json = { name: 'pair', description: '\ud83d\ude00' };
    expect((await region.call('admin', 'POST', 'zones/', { json })).ok().json).toMatchObject(json);
  });
});
