import { expect, test } from 'vitest';
import { makeNode, randomMac } from '../support/factories/nodes.js';
import { sendRawAs, urlencodedBody } from '../support/raw.js';
import { useRegion } from '../support/region.js';

const ROOT = '/MAAS/api/1.0/';
const UUID = 'c0ffee00-0000-4000-8000-000000000001';

const region = useRegion();

test.each([
  ['admin', 'POST', 'version/', 'GET'],
  ['admin', 'DELETE', 'zones/', 'GET, POST'],
  ['admin', 'POST', 'zones/default/', 'GET, PUT, DELETE'],
  ['user', 'PATCH', 'zones/default/', 'GET, PUT, DELETE'],
  ['user', 'OPTIONS', 'nodes/', 'GET, POST'],
  ['user', 'PUT', 'account/', 'GET, POST'],
  ['admin', 'POST', 'users/user/', 'GET, PUT, DELETE'],
  ['admin', 'PUT', `nodegroups/${UUID}/boot-images/`, 'GET, POST'],
  [null, 'PATCH', 'version/', 'GET'],
  [null, 'POST', 'describe/', 'GET'],
  [null, 'POST', 'pxeconfig/', 'GET'],
  [null, 'PUT', 'pxeconfig/', 'GET'],
  [null, 'DELETE', 'pxeconfig/', 'GET'],
] as const)(
  'a request by %s with the method %s, which %s does not have, is 405 with Allow: %s',
  async (as, method, path, allow) => {
    const reply = await sendRawAs(region, as, method, `${ROOT}${path}`);
    expect([reply.status, reply.headers.allow, reply.text]).toEqual([405, allow, '']);
  },
);

test.each(['HEAD', 'OPTIONS', 'PATCH', 'PUT'])(
  'a request with the unknown method %s to a resource for users is 401 without credentials',
  async (method) => {
    expect((await sendRawAs(region, null, method, `${ROOT}zones/`)).status).toBe(401);
    expect((await sendRawAs(region, 'user', method, `${ROOT}zones/`)).status).toBe(405);
  },
);

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
  ['POST', 'account/?op=rename', 'POST rename'],
  ['GET', 'commissioning-results/', 'GET None'],
  ['GET', 'tags/', 'GET None'],
  ['POST', 'networks/nowhere/', 'POST None'],
])('%s %s names an unknown operation, and is 400 in plain text that ends with "%s"', async (method, path, end) => {
  const reply = await sendRawAs(region, 'admin', method, `${ROOT}${path}`);
  expect([reply.status, reply.headers['content-type']]).toEqual([400, 'text/plain; charset=utf-8']);
  expect(reply.text.endsWith(end)).toBe(true);
});

test('an anonymous operation is 400 with credentials, and an authenticated one is 400 without', async () => {
  expect((await region.get('user', 'nodes/', { op: 'is_registered', mac_address: randomMac() })).status).toBe(400);
  expect((await region.get(null, 'nodes/', { op: 'list' })).status).toBe(400);
});

test.each([
  ['the query', '?op=accept_all', '', 200],
  ['the body', '', 'op=accept_all', 200],
  ['the body in place of a bad one in the query', '?op=invalid', 'op=accept_all', 200],
  ['the query in place of a bad one before it', '?op=invalid&op=accept_all', '', 200],
  ['the query, with a bad one in the body', '?op=accept_all', 'op=invalid', 400],
])('an operation in %s is found: %s %s is %i', async (_where, query, body, status) => {
  const reply = await sendRawAs(region, 'admin', 'POST', `${ROOT}nodes/${query}`, body ? urlencodedBody(body) : {});
  expect(reply.status).toBe(status);
  if (status === 200) expect(reply.text).toBe('[]');
  else expect(reply.text.endsWith('POST invalid')).toBe(true);
});

test('an operation with unknown parameters, even of OAuth, ignores these parameters', async () => {
  const { system_id } = await makeNode(region);
  const query = { op: 'list', id: system_id, unknown: 'x', oauth_unknown: 'y' };
  expect((await region.get('admin', 'nodes/', query)).ok().json).toHaveLength(1);
});
