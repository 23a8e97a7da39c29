import { describe, expect, test } from 'vitest';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
} from '../../../src/power/driver/errors.js';
import { Seamicro } from '../../support/seamicro.js';
import { driveNode } from './drive-node.js';

const { told, state } = driveNode('sm15k');

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
