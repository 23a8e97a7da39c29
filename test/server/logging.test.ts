import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createLogger } from '../../src/server/logger.js';
import { freshDatabase } from '../support/database.js';
import { reportImages } from '../support/factories/images.js';
import { makeNode } from '../support/factories/nodes.js';
import { nodeKey, signal } from '../support/nodes.js';
import { type ApiKey, hmacHeader, plaintextHeader } from '../support/oauth.js';
import { type Region, startRegion } from '../support/region.js';

const Line = z.looseObject({
  level: z.number(),
  msg: z.string().default(''),
  requestId: z.string().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
});

/** A log in memory, at the level that tells most. */
function memoryLog(logLevel: 'trace' | 'info' = 'trace') {
  const pieces: string[] = [];
  const destination = new Writable({
    write(piece, _encoding, done) {
      pieces.push(String(piece));
      done();
    },
  });
  const lines = () =>
    pieces
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => Line.parse(JSON.parse(line)));
  return { log: createLogger({ logLevel }, destination), text: () => pieces.join(''), lines };
}

describe('the log', () => {
  const names = ['password', 'power_pass', 'oauth_token', 'token', 'tokenSecret', 'Authorization', 'oauth_signature'];
  const more = ['key', 'workerKey', 'power_parameters', 'powerParameters', 'user_data', 'credentials', 'api_key'];

  test.each([...names, ...more])('redacts %s at any depth', (name) => {
    const { log, text } = memoryLog();
    log.info({ [name]: 'canary', far: { down: [{ [name]: { inside: 'canary' } }] }, seen: 'yes' }, 'said');
    expect(text()).not.toContain('canary');
    expect(text()).toContain('"seen":"yes"');
  });

  test('has only the class, code, message and stack of an error', () => {
    const { log, lines } = memoryLog();
    const cause = Object.assign(new Error('inner'), { where: 'JSON data, line 1: canary' });
    log.error({ err: Object.assign(new TypeError('outer', { cause }), { code: '22P05', detail: 'canary' }) }, 'broken');
    expect(lines()[0]).toMatchObject({
      err: { type: 'TypeError', code: '22P05', message: 'outer', cause: { message: 'inner' } },
    });
    expect(JSON.stringify(lines())).not.toContain('canary');
  });

  test('has no values from a Prisma validation error', async () => {
    const { log, lines } = memoryLog();
    await using fresh = await freshDatabase();
    const mistaken: object = { where: { username: 'canary', password: 'canary', unknown: 1 } };
    const err: unknown = await fresh.database.prisma.user.findMany(mistaken).catch((error: unknown) => error);
    log.error({ err }, 'broken');
    expect(lines()[0]).toMatchObject({
      err: { type: 'PrismaClientValidationError', message: expect.stringContaining('Unknown argument') },
    });
    expect(String(err)).toContain('canary');
    expect(JSON.stringify(lines())).not.toContain('canary');
  });

  test('has the path of a request without its query', () => {
    const { log, lines } = memoryLog();
    log.info(
      { req: { method: 'GET', url: '/MAAS/api/1.0/nodes/?oauth_signature=canary', ip: '::1', headers: {} } },
      'came',
    );
    expect(lines()[0]).toMatchObject({ req: { method: 'GET', path: '/MAAS/api/1.0/nodes/', ip: '::1' } });
    expect(JSON.stringify(lines())).not.toContain('canary');
  });
});

describe('the log of a session that uses every kind of secret', () => {
  const PASSWORD = 'canary-password-1f7c';
  const POWER_PASS = 'canary-power-8ad0';
  const USER_DATA = Buffer.from('canary-user-data-55e1').toString('base64');
  const output = memoryLog();
  const keys: ApiKey[] = [];
  let region: Region;

  beforeAll(async () => {
    region = await startRegion({ log: output.log });
    await reportImages(region);
    await live();
    keys.push(...['admin', 'user', 'worker'].map((as) => region.keyOf(as) ?? ''));
  });
  afterAll(() => region[Symbol.asyncDispose]());

  async function live(): Promise<void> {
    const account = { username: 'carla', email: 'c@example.com', password: PASSWORD, is_superuser: 0 };
    (await region.post('admin', 'users/', account)).ok();
    await region.post('admin', 'users/', account);
    const Created = z.object({ consumer_key: z.string(), token_key: z.string(), token_secret: z.string() });
    const made = (await region.post('user', 'account/', { op: 'create_authorisation_token' })).as(Created);
    keys.push(`${made.consumer_key}:${made.token_key}:${made.token_secret}`);
    await region.post('user', 'account/', { op: 'delete_authorisation_token', token_key: made.token_key });
    await power();
    await probe();
    await otherWaysToSign();
    const { system_id } = await makeNode(region, 'allocated');
    await region.post('user', `nodes/${system_id}/`, { op: 'start', user_data: USER_DATA });
  }

  async function power(): Promise<void> {
    const settings = { power_driver: 'LAN', power_address: '192.0.2.1', power_user: 'root', power_pass: POWER_PASS };
    const node = await makeNode(region, 'declared', { power_type: 'ipmi', power_parameters: settings });
    await region.put('admin', `nodes/${node.system_id}/`, {
      power_type: 'ipmi',
      power_parameters_power_address: '192.0.2.1',
      power_parameters_power_pass: POWER_PASS,
    });
    // One that does not fit its type, and one that no type has.
    await region.put('admin', `nodes/${node.system_id}/`, { power_parameters_power_pass: `-${POWER_PASS}\u0000` });
    await makeNode(region).then(({ system_id }) =>
      region.put('admin', `nodes/${system_id}/`, { power_type: POWER_PASS, power_parameters_power_pass: POWER_PASS }),
    );
    await region.post('admin', 'nodes/', { op: 'accept', nodes: node.system_id });
    const key = await nodeKey(region, node.system_id);
    keys.push(key);
    await signal(region, key, 'WORKING');
  }

  async function probe(): Promise<void> {
    const path = `nodegroups/${region.worker.uuid}/`;
    const ucsm = { url: 'http://192.0.2.2/nuova', username: 'root', password: PASSWORD };
    (await region.post('admin', path, { op: 'probe_and_enlist_ucsm', ...ucsm })).ok();
    const seamicro = { model: 'seamicro15k', mac: '02-00-00-AA-BB-01', username: 'root', password: PASSWORD };
    await region.post('admin', path, { op: 'probe_and_enlist_hardware', ...seamicro, power_control: 'x' });
  }

  async function otherWaysToSign(): Promise<void> {
    const key = region.keyOf('user') ?? '';
    const url = new URL('zones/?name=x', region.api);
    const header = plaintextHeader(key);
    const query = [...header.matchAll(/(oauth_\w+)="([^"]*)"/g)].map(([, name = '', value = '']): [string, string] => [
      name,
      decodeURIComponent(value),
    ]);
    (await region.call(null, 'GET', 'zones/', { query })).ok();
    (await region.call(null, 'GET', url.href, { headers: { authorization: hmacHeader(key, 'GET', url) } })).ok();
    await region.call('user', 'GET', 'zones/', { auth: { oauth_signature: `&${key.split(':')[2]}x` } });
    await region.call(null, 'GET', '/MAAS/api/1.0/nodes/%zz/', { query });
  }

  test('has no password, power password or user data', () => {
    const log = output.text();
    for (const canary of [PASSWORD, POWER_PASS, USER_DATA, 'canary']) expect(log).not.toContain(canary);
  });

  test('has no API keys, not even keys that were created in the session', () => {
    const log = output.text();
    const parts = keys.flatMap((key) => key.split(':'));
    expect(parts.length).toBe(15);
    expect(parts.filter((part) => part === '' || log.includes(part))).toEqual([]);
  });

  test('has a line for every request, with its operation and user', () => {
    const answered = output.lines().filter(({ msg }) => msg === 'answered');
    expect(answered).toContainEqual(
      expect.objectContaining({
        level: 30,
        method: 'POST',
        path: '/MAAS/api/1.0/users/',
        operation: 'UsersHandler.POST',
        username: 'admin',
        status: 200,
        ms: expect.any(Number),
        queries: expect.any(Number),
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      }),
    );
    expect(answered).toContainEqual(
      expect.objectContaining({ level: 20, method: 'GET', path: '/MAAS/api/1.0/zones/' }),
    );
    expect(answered.filter(({ path = '?' }) => path.includes('?'))).toEqual([]);
  });
});

test('the log at level info has requests that write, and no requests that read', async () => {
  const { log, lines } = memoryLog('info');
  await using region = await startRegion({ log });
  await region.get('user', 'zones/');
  await region.call('admin', 'POST', 'zones/', { form: { name: 'attic' }, headers: { 'x-request-id': 'proxy-7' } });
  const answered = lines().filter(({ msg }) => msg === 'answered');
  expect(answered.map(({ requestId, method }) => [requestId, method])).toEqual([['proxy-7', 'POST']]);
});
