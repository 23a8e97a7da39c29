import { describe, expect, test } from 'vitest';
import { configureDriver, runPowerChange, runPowerQuery } from '../../../src/power/actions/run-driver.js';
import type { PowerChange } from '../../../src/power/driver/driver.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
} from '../../../src/power/driver/errors.js';
import { freshDatabase } from '../../support/database.js';
import { HttpCounterpart } from '../../support/http-counterpart.js';
import { Seamicro } from '../../support/seamicro.js';
import { actionsOf, ask, environmentWith, perform, poweredNode } from '../support.js';

const node = (powerParameters: object) =>
  configureDriver({
    systemId: 'node-1',
    powerType: 'sm15k',
    powerParameters: { ...powerParameters },
    macAddress: undefined,
  });

const told = (powerParameters: object, change: PowerChange) =>
  runPowerChange(node(powerParameters), change, environmentWith());

const state = (powerParameters: object, ms = 10_000) => runPowerQuery(node(powerParameters), environmentWith(), ms);

describe('API v0.9', () => {
  test.each([
    ['on', 'action=Power-On&using-pxe=true'],
    ['off', 'action=Power-Off&force=true'],
  ] as const)(
    '%s is a login, a look at the list of servers, and one command, byte by byte',
    async (change, command) => {
      await using chassis = await Seamicro.start();
      for (const before of ['on', 'off'] as const) {
        chassis.setPower(before);
        await told(chassis.parameters('restapi'), change);
        expect(chassis.power()).toBe(change);
      }
      expect(chassis.requests.slice(0, 3)).toEqual([
        'GET /v0.9/login?admin&secret',
        'GET /v0.9/servers?token-1',
        `PUT /v0.9/servers/2?${command}&token-1`,
      ]);
      expect(chassis.requests).toHaveLength(6);
      expect(chassis.heard[2]).toMatchObject({ headers: { 'content-type': 'text/json' }, body: '' });
    },
  );

  test('without a password the login has no password', async () => {
    await using chassis = await Seamicro.start();
    await expect(told({ ...chassis.parameters('restapi'), power_pass: '' }, 'on')).rejects.toThrow(PowerAuthError);
    expect(chassis.requests).toEqual(['GET /v0.9/login?admin']);
  });

  test('a wrong password is tried once', async () => {
    await using chassis = await Seamicro.start();
    await expect(told({ ...chassis.parameters('restapi'), power_pass: 'x' }, 'on')).rejects.toThrow(PowerAuthError);
    expect(chassis.requests).toHaveLength(1);
  });

  test('while it says 401 to a command, that is sent again after a second', async () => {
    await using chassis = await Seamicro.start();
    chassis.failNext(401);
    const started = performance.now();
    await told(chassis.parameters('restapi'), 'on');
    expect(performance.now() - started).toBeGreaterThan(900);
    expect(chassis.power()).toBe('on');
    expect(chassis.requests.map((request) => request.split('?')[0])).toEqual([
      'GET /v0.9/login',
      'GET /v0.9/servers',
      'PUT /v0.9/servers/2',
      'PUT /v0.9/servers/2',
    ]);
  });

  test('after the fifth 401 the action is put off, and not taken for done', async () => {
    await using chassis = await Seamicro.start();
    chassis.failNext(401, 401, 401, 401, 401);
    await expect(told(chassis.parameters('restapi'), 'on')).rejects.toThrow(PowerConnError);
    expect(chassis.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(5);
    expect(chassis.power()).toBe('off');
  });

  test('any other error code fails the action at once', async () => {
    await using chassis = await Seamicro.start();
    chassis.failNext(500);
    const failed = told(chassis.parameters('restapi'), 'on');
    await expect(failed).rejects.toThrow(PowerActionError);
    await expect(failed).rejects.toThrow('error code 500');
    expect(chassis.requests).toHaveLength(3);
  });

  test('actions on one chassis take turns, as it knows only its last session', async () => {
    await using chassis = await Seamicro.start();
    await Promise.all([0, 1, 2, 3].map((server) => told(chassis.parameters('restapi', server), 'on')));
    expect([0, 1, 2, 3].map((server) => chassis.power(server))).toEqual(['on', 'on', 'on', 'on']);
    expect(chassis.requests).toHaveLength(12);
  });

  test('a chassis that does not answer is waited for only once by all that are due', async () => {
    await using chassis = await Seamicro.start();
    chassis.sayInstead(() => ({ status: 200, body: 'cut', headers: { 'content-length': '1000' } }));
    const failed = [0, 1, 2].map((server) => told(chassis.parameters('restapi', server), 'on'));
    const ends = await Promise.allSettled(failed);
    expect(ends.map((end) => end.status === 'rejected' && end.reason)).toEqual(
      [0, 1, 2].map(() => expect.any(PowerConnError)),
    );
    expect(chassis.requests).toHaveLength(1);
    chassis.sayInstead(() => undefined);
    await told(chassis.parameters('restapi'), 'on');
    expect(chassis.power()).toBe('on');
  });

  test.each(['a b', 'a&b', 'a#b', 'aä', '\u{1f512}'])('the password %j cannot be sent', async (power_pass) => {
    await using chassis = await Seamicro.start();
    await expect(told({ ...chassis.parameters('restapi'), power_pass }, 'on')).rejects.toThrow(PowerSettingsError);
    expect(chassis.requests).toEqual([]);
  });

  test.each(['a?b', 'a/b', '%41', 'a=b', '"<>\\^`{|}'])('the password %j is sent as it is', async (password) => {
    await using chassis = await Seamicro.start({ password });
    await told(chassis.parameters('restapi'), 'on');
    expect(chassis.requests[0]).toBe(`GET /v0.9/login?admin&${password}`);
  });

  test('its state cannot be told, and nothing is asked', async () => {
    await using chassis = await Seamicro.start();
    expect(await state(chassis.parameters('restapi'))).toBe('unknown');
    expect(chassis.requests).toEqual([]);
  });

  test.each([
    ['an invalid token', { error: { code: 200 }, result: 'a b\r\nX: y' }],
    ['a token that is no text', { error: { code: 200 }, result: { a: 1 } }],
    ['no code', { result: 'token' }],
    ['null', null],
  ])('a login that is answered with %s fails the action', async (_, answer) => {
    await using chassis = await Seamicro.start();
    chassis.sayInstead(() => ({ body: JSON.stringify(answer) }));
    await expect(told(chassis.parameters('restapi'), 'on')).rejects.toThrow(PowerActionError);
    expect(chassis.requests).toHaveLength(1);
  });

  test('a list that leads elsewhere is not followed', async () => {
    await using chassis = await Seamicro.start();
    const answer = { error: { code: 200 }, result: { serverId: { '../../x?': '1/0' } } };
    chassis.sayInstead(({ path }) => (path.includes('servers') ? { body: JSON.stringify(answer) } : undefined));
    await expect(told(chassis.parameters('restapi'), 'on')).rejects.toThrow('The chassis has no server 1/0.');
    expect(chassis.requests).toHaveLength(2);
  });
});

describe('API v2.0', () => {
  test.each([
    ['on', '', { action: 'power-on', 'using-pxe': true }],
    ['off', '?action=power-off&force=true', {}],
  ] as const)('%s is a look at the server and one command, byte by byte', async (change, query, action) => {
    await using chassis = await Seamicro.start();
    for (const before of ['on', 'off'] as const) {
      chassis.setPower(before);
      await told(chassis.parameters('restapi2'), change);
      expect(chassis.power()).toBe(change);
    }
    expect(chassis.requests.slice(0, 2)).toEqual([
      'GET /v2.0/servers/1/0?username=admin&password=secret',
      `PUT /v2.0/servers/1/0${query}`,
    ]);
    expect(chassis.requests).toHaveLength(4);
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const body = JSON.stringify({ ...action, username: 'admin', password: 'secret' });
    expect(chassis.heard.slice(0, 2)).toMatchObject([
      { headers, body: '' },
      { headers, body },
    ]);
  });

  test('special characters in the password arrive unchanged', async () => {
    await using chassis = await Seamicro.start({ password: `-a b&c=d#e%41"é\u{1f512}+` });
    await told(chassis.parameters('restapi2'), 'on');
    expect(chassis.power()).toBe('on');
  });

  test('its state is told', async () => {
    await using chassis = await Seamicro.start();
    expect(await state(chassis.parameters('restapi2'))).toBe('off');
    chassis.setPower('on');
    expect(await state(chassis.parameters('restapi2'))).toBe('on');
  });

  test('a server that is not there is not told anything', async () => {
    await using chassis = await Seamicro.start();
    const failed = told(chassis.parameters('restapi2', 77), 'off');
    await expect(failed).rejects.toThrow(PowerActionError);
    await expect(failed).rejects.toThrow('HTTP status 404');
    expect(chassis.requests).toHaveLength(1);
  });
});

describe.each(['restapi', 'restapi2'])('either API (%s)', (control) => {
  test('an HTTP status of 401 is a wrong password, and is tried once', async () => {
    await using chassis = await Seamicro.start();
    chassis.sayInstead(() => ({ status: 401, body: '' }));
    await expect(told(chassis.parameters(control), 'on')).rejects.toThrow(PowerAuthError);
    expect(chassis.requests).toHaveLength(1);
  });

  test.each([400, 404, 500, 503])('a status of %i fails the action', async (status) => {
    await using chassis = await Seamicro.start();
    chassis.sayInstead(() => ({ status, body: '{"error": {"code": 200}, "result": "token"}' }));
    await expect(told(chassis.parameters(control), 'on')).rejects.toThrow(PowerActionError);
    expect(chassis.requests).toHaveLength(1);
  });

  test('a redirection is not followed', async () => {
    await using elsewhere = await HttpCounterpart.start(() => ({ body: '{}' }));
    await using chassis = await Seamicro.start();
    chassis.sayInstead(({ path }) => ({ status: 302, headers: { location: `${elsewhere.origin}${path}` }, body: '' }));
    await expect(told(chassis.parameters(control), 'on')).rejects.toThrow('HTTP status 302');
    expect(elsewhere.requests).toEqual([]);
  });

  test('what is longer than any answer should be is not read', async () => {
    await using chassis = await Seamicro.start();
    chassis.sayInstead(() => ({ body: ' '.repeat(5_000_000) }));
    await expect(told(chassis.parameters(control), 'on')).rejects.toThrow('the response is too large');
  });

  test('a URL, with a path even, is an address too', async () => {
    await using server = await HttpCounterpart.start(() => ({ status: 500, body: '' }));
    const parameters = { power_user: 'u', power_pass: 'p', power_control: control, system_id: '1' };
    await expect(told({ ...parameters, power_address: `${server.origin}/site` }, 'on')).rejects.toThrow('500');
    expect(server.requests[0]).toMatch(/^GET \/site\/v(0\.9\/login|2\.0\/servers\/1\/0)\?/);
  });

  test.each([
    ['a server that is no number', { system_id: '1/0/../..' }],
    ['no server', { system_id: '' }],
    ['an address with more than a host', { power_address: '127.0.0.1/?' }],
    ['an address with credentials', { power_address: 'http://a:b@127.0.0.1/' }],
    ['no address', { power_address: '' }],
    ['no user', { power_user: '' }],
    ['a password with control characters', { power_pass: 'a\r\nb' }],
  ])('%s is refused before anything is sent', async (_, wrong) => {
    await using chassis = await Seamicro.start();
    await expect(told({ ...chassis.parameters(control), ...wrong }, 'on')).rejects.toThrow(PowerSettingsError);
    expect(chassis.requests).toEqual([]);
  });

  test('the password is in no error and no event, even when the chassis repeats it', async () => {
    const password = 'c4naryPassw0rd';
    await using chassis = await Seamicro.start({ password });
    chassis.sayInstead(({ path }) => ({ status: 500, body: path }));
    await using fresh = await freshDatabase();
    const systemId = await poweredNode(fresh.database, 'sm15k', chassis.parameters(control));
    await ask(fresh.database, [systemId], 'on');
    const [action] = await actionsOf(fresh.database, systemId);
    await perform(fresh.database, action?.id ?? 0);
    expect(await actionsOf(fresh.database, systemId)).toMatchObject([{ state: 'failed', tries: 1 }]);
    const { rows } = await fresh.database.pool.query('SELECT * FROM events');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify([rows, await actionsOf(fresh.database, systemId)])).not.toContain(password);
  });
});

test('a power control type that does not exist is refused', async () => {
  await using chassis = await Seamicro.start();
  await expect(told(chassis.parameters('restapi3'), 'on')).rejects.toThrow(PowerSettingsError);
  expect(chassis.requests).toEqual([]);
});
