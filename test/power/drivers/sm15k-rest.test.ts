import { describe, expect, test } from 'vitest';
import { PowerActionError, PowerAuthError, PowerSettingsError } from '../../../src/power/driver/errors.js';
import { freshDatabase } from '../../support/database.js';
import { HttpCounterpart } from '../../support/http-counterpart.js';
import { Seamicro } from '../../support/seamicro.js';
import { actionsOf, ask, perform, poweredNode } from '../support.js';
import { driverOf } from './support.js';

const { changePower } = driverOf('sm15k');

describe.each(['restapi', 'restapi2'])('by either API (%s)', (control) => {
  test('power-on answered by HTTP status 401 fails as an authentication error', async () => {
    await using chassis = await Seamicro.start();
    chassis.sayInstead(() => ({ status: 401, body: '' }));
    await expect(changePower(chassis.parameters(control), 'on')).rejects.toThrow(PowerAuthError);
    expect(chassis.requests).toHaveLength(1);
  });

  test.each([
    [400, false],
    [404, false],
    [500, false],
    [429, true],
    [502, true],
    [503, true],
    [504, true],
  ])('power-on answered by HTTP status %i fails and is retried: %s', async (status, retry) => {
    await using chassis = await Seamicro.start();
    chassis.sayInstead(() => ({ status, body: '{"error": {"code": 200}, "result": "token"}' }));
    const changed = changePower(chassis.parameters(control), 'on');
    await expect(changed).rejects.toThrow(PowerActionError);
    await expect(changed).rejects.toMatchObject({ retry });
    expect(chassis.requests).toHaveLength(1);
  });

  test('power-on does not follow a redirection', async () => {
    await using elsewhere = await HttpCounterpart.start(() => ({ body: '{}' }));
    await using chassis = await Seamicro.start();
    chassis.sayInstead(({ path }) => ({ status: 302, headers: { location: `${elsewhere.origin}${path}` }, body: '' }));
    await expect(changePower(chassis.parameters(control), 'on')).rejects.toThrow('HTTP status 302');
    expect(elsewhere.requests).toEqual([]);
  });

  test('power-on with an answer that is too long fails', async () => {
    await using chassis = await Seamicro.start();
    chassis.sayInstead(() => ({ body: ' '.repeat(5_000_000) }));
    await expect(changePower(chassis.parameters(control), 'on')).rejects.toThrow('the response is too large');
  });

  test('power-on by a URL with a path sends the request below it', async () => {
    await using server = await HttpCounterpart.start(() => ({ status: 500, body: '' }));
    const parameters = { power_user: 'u', power_pass: 'p', power_control: control, system_id: '1' };
    await expect(changePower({ ...parameters, power_address: `${server.origin}/site` }, 'on')).rejects.toThrow('500');
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
  ])('power-on with %s sends nothing', async (_, wrong) => {
    await using chassis = await Seamicro.start();
    await expect(changePower({ ...chassis.parameters(control), ...wrong }, 'on')).rejects.toThrow(PowerSettingsError);
    expect(chassis.requests).toEqual([]);
  });

  test('power-on with an answer that contains the password keeps it out of errors and events', async () => {
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

test('power-on by an unknown power control type sends nothing', async () => {
  await using chassis = await Seamicro.start();
  await expect(changePower(chassis.parameters('restapi3'), 'on')).rejects.toThrow(PowerSettingsError);
  expect(chassis.requests).toEqual([]);
});
