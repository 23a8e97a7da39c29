import { expect, test } from 'vitest';
import { PowerActionError, PowerAuthError, PowerConnError } from '../../../src/power/driver/errors.js';
import { HttpCounterpart } from '../../support/http-counterpart.js';
import { UcsManager } from '../../support/ucs-manager.js';
import { SERVER } from '../../support/ucs-server.js';
import { driverOf } from './support.js';

const { changePower, queryState } = driverOf('ucsm');

const COOKIE = '1795473000/cookie-1';

test.each([
  ['on', 'down', 'admin-up'],
  ['on', 'up', 'cycle-immediate'],
  ['on', 'admin-down', 'admin-up'],
  ['off', 'up', 'admin-down'],
  ['off', 'down', 'admin-down'],
] as const)('power-%s of a server in state %s sends %s in one session', async (change, before, command) => {
  await using manager = await UcsManager.start();
  manager.setPower(before);
  await changePower(manager.parameters(), change);
  expect(manager.power()).toBe(command);
  expect(manager.bodies).toEqual([
    '<aaaLogin inName="admin" inPassword="secret"/>',
    `<configResolveClass cookie="${COOKIE}" classId="computeItem">` +
      `<inFilter><eq class="computeItem" property="uuid" value="${SERVER.uuid}"/></inFilter></configResolveClass>`,
    `<configResolveChildren cookie="${COOKIE}" inDn="org-root/ls-node1" classId="lsPower"/>`,
    `<configConfMo cookie="${COOKIE}" dn="org-root/ls-node1/power">` +
      `<inConfig><lsPower state="${command}" dn="org-root/ls-node1/power"/></inConfig></configConfMo>`,
    `<aaaLogout inCookie="${COOKIE}"/>`,
  ]);
  expect(new Set(manager.heard.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(['POST /nuova']));
  expect(manager.openSessions).toBe(0);
});

test.each([
  ['up', 'on'],
  ['admin-up', 'on'],
  ['down', 'off'],
  ['admin-down', 'off'],
  ['cycle-immediate', 'unknown'],
])('query of a server in state %s returns %s', async (given, expected) => {
  await using manager = await UcsManager.start();
  manager.setPower(given);
  expect(await queryState(manager.parameters())).toBe(expected);
  expect(manager.openSessions).toBe(0);
});

test.each([
  ['', '/nuova'],
  ['/', '/nuova'],
  ['/nuova', '/nuova'],
  ['/site/', '/site/nuova'],
])('power-on by a URL that ends in "%s" uses the API at %s', async (end, path) => {
  await using server = await HttpCounterpart.start(() => ({ status: 404, body: '' }));
  await expect(
    changePower({ uuid: 'u', power_user: 'a', power_address: `${server.origin}${end}` }, 'on'),
  ).rejects.toThrow('404');
  expect(server.requests).toEqual([`POST ${path}`]);
});

test('power-on with special characters in name, password and UUID sends them unchanged', async () => {
  const [username, password] = [`a"<&'>é`, `-]]>&amp;"/><x y='1'/>`];
  const server = { ...SERVER, uuid: 'u&amp;&quot;&lt;' };
  await using manager = await UcsManager.start({ username, password, servers: [server] });
  await expect(changePower({ ...manager.parameters(), uuid: 'u&"<' }, 'on')).rejects.toThrow('0 servers');
  expect(manager.methods).toEqual(['aaaLogin', 'configResolveClass', 'aaaLogout']);
});

test('power-on with a wrong password is tried once, without a logout', async () => {
  await using manager = await UcsManager.start();
  const failed = changePower({ ...manager.parameters(), power_pass: 'wrong' }, 'on');
  await expect(failed).rejects.toThrow(PowerAuthError);
  await expect(failed).rejects.toThrow('Authentication failed (551)');
  expect(manager.methods).toEqual(['aaaLogin']);
});

test('power-on without a free session is retried', async () => {
  await using manager = await UcsManager.start({ maxSessions: 0 });
  const failed = changePower(manager.parameters(), 'on');
  await expect(failed).rejects.toThrow(PowerConnError);
  await expect(failed).rejects.toThrow('User reached maximum session limit (572)');
  expect(manager.methods).toEqual(['aaaLogin']);
});

test.each(['configResolveClass', 'configResolveChildren', 'configConfMo'])(
  'power-on with an error of %s fails with its description and logs out',
  async (method) => {
    await using manager = await UcsManager.start();
    manager.refuse(method, '103', 'can&apos;t\nfind&#9;it');
    const failed = changePower(manager.parameters(), 'on');
    await expect(failed).rejects.toThrow(PowerActionError);
    await expect(failed).rejects.toThrow(`UCS Manager refuses ${method}: can't find it (103)`);
    expect(manager.methods.at(-1)).toBe('aaaLogout');
    expect(manager.openSessions).toBe(0);
    expect(manager.power()).toBe('down');
  },
);

test('power-on in a session that expires logs in again once', async () => {
  await using manager = await UcsManager.start();
  manager.expire(1);
  await changePower(manager.parameters(), 'on');
  expect(manager.power()).toBe('admin-up');
  expect(manager.methods.filter((method) => method === 'aaaLogin')).toHaveLength(2);
  expect(manager.bodies.at(-1)).toBe('<aaaLogout inCookie="1795473000/cookie-2"/>');
  manager.expire(2);
  await expect(changePower(manager.parameters(), 'off')).rejects.toThrow('Authorization required (552)');
  expect(manager.methods.filter((method) => method === 'aaaLogin')).toHaveLength(4);
});

test('power-on with a failed logout is done', async () => {
  await using manager = await UcsManager.start();
  manager.refuse('aaaLogout', '555', 'Session not found');
  await changePower(manager.parameters(), 'on');
  expect(manager.power()).toBe('admin-up');
});

test.each([
  ['no server has the UUID', [], '0 servers'],
  ['two servers have it', [SERVER, { ...SERVER, dn: 'sys/rack-unit-1' }], '2 servers'],
  ['the server has no service profile', [{ ...SERVER, profile: '' }], 'no service profile'],
])('power-off fails without a command when %s', async (_, servers, words) => {
  await using manager = await UcsManager.start({ servers });
  const failed = changePower(manager.parameters(), 'off');
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow(words);
  expect(manager.methods).not.toContain('configConfMo');
  expect(manager.openSessions).toBe(0);
});
