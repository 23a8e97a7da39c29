import { describe, expect, test } from 'vitest';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
} from '../../../src/power/driver/errors.js';
import { Seamicro } from '../../support/seamicro.js';
import { driverOf } from './support.js';

const { changePower, queryState } = driverOf('sm15k');

describe('by API v0.9', () => {
  test.each([
    ['on', 'action=Power-On&using-pxe=true'],
    ['off', 'action=Power-Off&force=true'],
  ] as const)('power-%s logs in, lists the servers and sends one command', async (change, command) => {
    await using chassis = await Seamicro.start();
    for (const before of ['on', 'off'] as const) {
      chassis.setPower(before);
      await changePower(chassis.parameters('restapi'), change);
      expect(chassis.power()).toBe(change);
    }
    expect(chassis.requests.slice(0, 3)).toEqual([
      'GET /v0.9/login?admin&secret',
      'GET /v0.9/servers?token-1',
      `PUT /v0.9/servers/2?${command}&token-1`,
    ]);
    expect(chassis.requests).toHaveLength(6);
    expect(chassis.heard[2]).toMatchObject({ headers: { 'content-type': 'text/json' }, body: '' });
  });

  test('without a password the login has no password', async () => {
    await using chassis = await Seamicro.start();
    await expect(changePower({ ...chassis.parameters('restapi'), power_pass: '' }, 'on')).rejects.toThrow(
      PowerAuthError,
    );
    expect(chassis.requests).toEqual(['GET /v0.9/login?admin']);
  });

  test('power-on with a wrong password is tried once', async () => {
    await using chassis = await Seamicro.start();
    await expect(changePower({ ...chassis.parameters('restapi'), power_pass: 'x' }, 'on')).rejects.toThrow(
      PowerAuthError,
    );
    expect(chassis.requests).toHaveLength(1);
  });

  test('power-on answered by 401 is sent again after a second', async () => {
    await using chassis = await Seamicro.start();
    chassis.failNext(401);
    const started = performance.now();
    await changePower(chassis.parameters('restapi'), 'on');
    expect(performance.now() - started).toBeGreaterThan(900);
    expect(chassis.power()).toBe('on');
    expect(chassis.requests.map((request) => request.split('?')[0])).toEqual([
      'GET /v0.9/login',
      'GET /v0.9/servers',
      'PUT /v0.9/servers/2',
      'PUT /v0.9/servers/2',
    ]);
  });

  test('power-on answered by 401 five times is retried later', async () => {
    await using chassis = await Seamicro.start();
    chassis.failNext(401, 401, 401, 401, 401);
    await expect(changePower(chassis.parameters('restapi'), 'on')).rejects.toThrow(PowerConnError);
    expect(chassis.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(5);
    expect(chassis.power()).toBe('off');
  });

  test('power-on answered by another error code fails at once', async () => {
    await using chassis = await Seamicro.start();
    chassis.failNext(500);
    const failed = changePower(chassis.parameters('restapi'), 'on');
    await expect(failed).rejects.toThrow(PowerActionError);
    await expect(failed).rejects.toThrow('error code 500');
    expect(chassis.requests).toHaveLength(3);
  });

  test('changes of one chassis run one after the other', async () => {
    await using chassis = await Seamicro.start();
    await Promise.all([0, 1, 2, 3].map((server) => changePower(chassis.parameters('restapi', server), 'on')));
    expect([0, 1, 2, 3].map((server) => chassis.power(server))).toEqual(['on', 'on', 'on', 'on']);
    expect(chassis.requests).toHaveLength(12);
  });

  test('changes that wait for a chassis without an answer fail with the first one', async () => {
    await using chassis = await Seamicro.start();
    chassis.sayInstead(() => ({ status: 200, body: 'cut', headers: { 'content-length': '1000' } }));
    const failed = [0, 1, 2].map((server) => changePower(chassis.parameters('restapi', server), 'on'));
    const ends = await Promise.allSettled(failed);
    expect(ends.map((end) => end.status === 'rejected' && end.reason)).toEqual(
      [0, 1, 2].map(() => expect.any(PowerConnError)),
    );
    expect(chassis.requests).toHaveLength(1);
    chassis.sayInstead(() => undefined);
    await changePower(chassis.parameters('restapi'), 'on');
    expect(chassis.power()).toBe('on');
  });

  test.each(['a b', 'a&b', 'a#b', 'aä', '\u{1f512}'])(
    'power-on with the password %j sends nothing',
    async (power_pass) => {
      await using chassis = await Seamicro.start();
      await expect(changePower({ ...chassis.parameters('restapi'), power_pass }, 'on')).rejects.toThrow(
        PowerSettingsError,
      );
      expect(chassis.requests).toEqual([]);
    },
  );

  test.each(['a?b', 'a/b', '%41', 'a=b', '"<>\\^`{|}'])(
    'power-on with the password %j sends it unchanged',
    async (password) => {
      await using chassis = await Seamicro.start({ password });
      await changePower(chassis.parameters('restapi'), 'on');
      expect(chassis.requests[0]).toBe(`GET /v0.9/login?admin&${password}`);
    },
  );

  test('query returns unknown and sends nothing', async () => {
    await using chassis = await Seamicro.start();
    expect(await queryState(chassis.parameters('restapi'))).toBe('unknown');
    expect(chassis.requests).toEqual([]);
  });

  test.each([
    ['an invalid token', { error: { code: 200 }, result: 'a b\r\nX: y' }],
    ['a token that is an object', { error: { code: 200 }, result: { a: 1 } }],
    ['no code', { result: 'token' }],
    ['null', null],
  ])('power-on with a login answered by %s fails', async (_, answer) => {
    await using chassis = await Seamicro.start();
    chassis.sayInstead(() => ({ body: JSON.stringify(answer) }));
    await expect(changePower(chassis.parameters('restapi'), 'on')).rejects.toThrow(PowerActionError);
    expect(chassis.requests).toHaveLength(1);
  });

  test('power-on with a list of unexpected indexes fails', async () => {
    await using chassis = await Seamicro.start();
    const answer = { error: { code: 200 }, result: { serverId: { '../../x?': '1/0' } } };
    chassis.sayInstead(({ path }) => (path.includes('servers') ? { body: JSON.stringify(answer) } : undefined));
    await expect(changePower(chassis.parameters('restapi'), 'on')).rejects.toThrow('The chassis has no server 1/0.');
    expect(chassis.requests).toHaveLength(2);
  });
});
