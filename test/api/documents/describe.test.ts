import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { resources } from '../../../src/resources/index.js';
import { sendRaw } from '../../support/raw.js';
import { startRegion, useRegion } from '../../support/region.js';

const Action = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
  name: z.string(),
  op: z.string().nullable(),
  restful: z.boolean(),
  doc: z.string().nullable(),
});
const Handler = z.strictObject({
  name: z.string(),
  doc: z.string().nullable(),
  params: z.array(z.string()),
  path: z.string(),
  uri: z.string(),
  actions: z.array(Action).nonempty(),
});
const Described = z.strictObject({ name: z.string(), anon: Handler.nullable(), auth: Handler.nullable() });
const Description = z.strictObject({ doc: z.string(), resources: z.array(Described), handlers: z.array(Handler) });

const region = useRegion({ env: { TRUST_PROXY: '127.0.0.1' } });

async function read(path = '/MAAS/api/1.0/describe/', headers: Record<string, string> = {}) {
  const { status, text } = await sendRaw(region, 'GET', path, { headers });
  expect(status).toBe(200);
  return Description.parse(JSON.parse(text));
}

const verbs = (handler: z.infer<typeof Handler> | null | undefined) =>
  handler?.actions.map(({ method, name }) => `${method} ${name}`).sort();

test('describe has exactly the content type application/json, which the maas command requires', async () => {
  const { headers } = await sendRaw(region, 'GET', '/MAAS/api/1.0/describe/');
  expect(headers['content-type']).toBe('application/json');
});

test('describe has every resource that is not hidden, with its anonymous and authenticated operations', async () => {
  const described = (await read()).resources.map(({ name, anon, auth }) => [
    name,
    verbs(anon) ?? [],
    verbs(auth) ?? [],
  ]);
  const plain = { GET: 'read', POST: 'create', PUT: 'update', DELETE: 'delete' };
  const table = resources
    .filter(({ hidden }) => !hidden)
    .map(({ name, operations }) => {
      const side = (is: 'anonymous' | 'signedIn') =>
        operations
          .filter(({ allow }) => allow[is])
          .map(({ on, op }) => `${on} ${op ?? plain[on]}`)
          .sort();
      return [name, side('anonymous'), side('signedIn')];
    });
  expect(described).toEqual(table);
});

test('describe has a separate handler for the anonymous operations on nodes', async () => {
  const nodes = (await read()).resources.find(({ name }) => name === 'NodesHandler');
  expect(nodes?.anon?.name).toBe('AnonNodesHandler');
  expect(verbs(nodes?.anon)).toEqual(['GET is_registered', 'POST accept', 'POST new']);
  expect(verbs(nodes?.auth)).not.toContain('GET is_registered');
});

test('describe has neither the version nor itself', async () => {
  const names = (await read()).resources.map(({ name }) => name);
  expect(names.filter((name) => /^(Version|Describe|Doc)Handler$/.test(name))).toEqual([]);
});

test('handlers of describe are the anonymous ones, then the authenticated ones', async () => {
  const { resources: described, handlers } = await read();
  const anon = described.flatMap(({ anon }) => anon ?? []);
  const auth = described.flatMap(({ auth }) => auth ?? []);
  expect(handlers).toEqual([...anon, ...auth]);
});

test('an action of describe has the name of its op, and no op for a plain verb', async () => {
  const actions = (await read()).handlers.flatMap((handler) => handler.actions);
  expect(actions.filter(({ restful, op }) => restful !== (op === null))).toEqual([]);
  expect(actions.filter(({ op, name }) => op !== null && op !== name)).toEqual([]);
});

test('params of a handler are in the order of the path, which has no other braces', async () => {
  const { handlers } = await read();
  for (const { params, path, uri } of handlers) {
    expect([...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name)).toEqual(params);
    expect(path.replace(/\{\w+\}/g, '')).not.toMatch(/[{}]/);
    expect(uri.endsWith(path)).toBe(true);
  }
});

test('action names of a handler are unique, except for the two deletes of a file and of a key', async () => {
  const { handlers } = await read();
  const doubled = handlers.flatMap(({ name, actions }) => {
    const names = actions.map((action) => action.name);
    return names.filter((action, index) => names.indexOf(action) !== index).map((action) => `${name} ${action}`);
  });
  expect(doubled.filter((command) => !/^(SSHKey|File)Handler delete$/.test(command))).toEqual([]);
});

describe('URIs of describe', () => {
  const HOST = { host: 'region.example.com:8080' };
  const uriOf = async (path: string, headers: Record<string, string>) =>
    (await read(path, headers)).handlers.find(({ name }) => name === 'NodeHandler')?.uri;

  test('have the Host header and the prefix of the request', async () => {
    const tail = 'api/1.0/nodes/{system_id}/';
    expect(await uriOf('/MAAS/api/1.0/describe/', HOST)).toBe(`http://region.example.com:8080/MAAS/${tail}`);
    expect(await uriOf('/api/1.0/describe/', HOST)).toBe(`http://region.example.com:8080/${tail}`);
  });

  test('are https when a trusted proxy forwards https', async () => {
    const forwarded = { ...HOST, 'x-forwarded-proto': 'https', 'x-forwarded-host': 'maas.example.com' };
    const tail = 'MAAS/api/1.0/nodes/{system_id}/';
    expect(await uriOf('/MAAS/api/1.0/describe/', forwarded)).toBe(`https://maas.example.com/${tail}`);
  });

  test('ignore forwarding headers of other clients', async () => {
    await using wary = await startRegion();
    const headers = { ...HOST, 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example.com' };
    const { text } = await sendRaw(wary, 'GET', '/MAAS/api/1.0/describe/', { headers });
    expect(Description.parse(JSON.parse(text)).handlers[0]?.uri).toMatch(/^http:\/\/region\.example\.com:8080\/MAAS\//);
  });
});
