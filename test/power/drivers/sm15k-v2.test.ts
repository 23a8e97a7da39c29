import { describe, expect, test } from 'vitest';
import { PowerActionError } from '../../../src/power/driver/errors.js';
import { Seamicro } from '../../support/seamicro.js';
import { driverOf } from './support.js';

const { changePower, queryState } = driverOf('sm15k');

describe('by API v2.0', () => {
  test.each([
    ['on', '', { action: 'power-on', 'using-pxe': true }],
    ['off', '?action=power-off&force=true', {}],
  ] as const)('power-%s reads the server and sends one command', async (change, query, action) => {
    await using chassis = await Seamicro.start();
    for (const before of ['on', 'off'] as const) {
      chassis.setPower(before);
      await changePower(chassis.parameters('restapi2'), change);
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

  test('power-on with special characters in the password sends it unchanged', async () => {
    await using chassis = await Seamicro.start({ password: `-a b&c=d#e%41"é\u{1f512}+` });
    await changePower(chassis.parameters('restapi2'), 'on');
    expect(chassis.power()).toBe('on');
  });

  test('query returns the state', async () => {
    await using chassis = await Seamicro.start();
    expect(await queryState(chassis.parameters('restapi2'))).toBe('off');
    chassis.setPower('on');
    expect(await queryState(chassis.parameters('restapi2'))).toBe('on');
  });

  test('power-off of an unknown server sends no command', async () => {
    await using chassis = await Seamicro.start();
    const failed = changePower(chassis.parameters('restapi2', 77), 'off');
    await expect(failed).rejects.toThrow(PowerActionError);
    await expect(failed).rejects.toThrow('HTTP status 404');
    expect(chassis.requests).toHaveLength(1);
  });
});
