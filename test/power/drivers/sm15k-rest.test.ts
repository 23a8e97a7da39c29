import { describe, expect, test } from 'vitest';
import { PowerActionError, PowerAuthError, PowerSettingsError } from '../../../src/power/driver/errors.js';
import { freshDatabase } from '../../support/database.js';
import { HttpCounterpart } from '../../support/http-counterpart.js';
import { Seamicro } from '../../support/seamicro.js';
import { actionsOf, ask, perform, poweredNode } from '../support.js';
import { driveNode } from './drive-node.js';

const { told, state } = driveNode('sm15k');

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
