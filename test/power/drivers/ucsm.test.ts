import { expect, test } from 'vitest';
import { configureDriver, runPowerChange, runPowerQuery } from '../../../src/power/actions/run-driver.js';
import type { PowerChange } from '../../../src/power/driver/driver.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
} from '../../../src/power/driver/errors.js';
import { CERTIFICATE } from '../../support/certificate.js';
import { freshDatabase } from '../../support/database.js';
import { HttpCounterpart } from '../../support/http-counterpart.js';
import { SERVER, UcsManager } from '../../support/ucs-manager.js';
import { actionsOf, ask, environmentWith, perform, poweredNode } from '../support.js';

const node = (powerParameters: object) =>
  configureDriver({
    systemId: 'node-1',
    powerType: 'ucsm',
    powerParameters: { ...powerParameters },
    macAddress: undefined,
  });

const told = (powerParameters: object, change: PowerChange, stop?: AbortSignal) =>
  runPowerChange(node(powerParameters), change, environmentWith(), stop);

const state = (powerParameters: object, ms = 10_000) => runPowerQuery(node(powerParameters), environmentWith(), ms);

const COOKIE = '1795473000/cookie-1';

test.each([
  ['on', 'down', 'admin-up'],
  ['on', 'up', 'cycle-immediate'],
  ['on', 'admin-down', 'admin-up'],
  ['off', 'up', 'admin-down'],
  ['off', 'down', 'admin-down'],
] as const)('%s, to a server that is %s, is %s: in one session, byte by byte', async (change, before, command) => {
  await using manager = await UcsManager.start();
  manager.setPower(before);
  await told(manager.parameters(), change);
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
])('a server in state %s is %s', async (given, expected) => {
  await using manager = await UcsManager.start();
  manager.setPower(given);
  expect(await state(manager.parameters())).toBe(expected);
  expect(manager.openSessions).toBe(0);
});

test.each([
  ['', '/nuova'],
  ['/', '/nuova'],
  ['/nuova', '/nuova'],
  ['/site/', '/site/nuova'],
])('the API of a URL that ends in "%s" is at %s', async (end, path) => {
  await using server = await HttpCounterpart.start(() => ({ status: 404, body: '' }));
  await expect(told({ uuid: 'u', power_user: 'a', power_address: `${server.origin}${end}` }, 'on')).rejects.toThrow(
    '404',
  );
  expect(server.requests).toEqual([`POST ${path}`]);
});

test('special characters in name, password and UUID arrive unchanged', async () => {
  const [username, password] = [`a"<&'>é`, `-]]>&amp;"/><x y='1'/>`];
  const server = { ...SERVER, uuid: 'u&amp;&quot;&lt;' };
  await using manager = await UcsManager.start({ username, password, servers: [server] });
  await expect(told({ ...manager.parameters(), uuid: 'u&"<' }, 'on')).rejects.toThrow('0 servers');
  expect(manager.methods).toEqual(['aaaLogin', 'configResolveClass', 'aaaLogout']);
});

test('a wrong password is tried once, and there is no session to log out of', async () => {
  await using manager = await UcsManager.start();
  const failed = told({ ...manager.parameters(), power_pass: 'wrong' }, 'on');
  await expect(failed).rejects.toThrow(PowerAuthError);
  await expect(failed).rejects.toThrow('Authentication failed (551)');
  expect(manager.methods).toEqual(['aaaLogin']);
});

test('a UCS Manager that has no session to spare is asked again later', async () => {
  await using manager = await UcsManager.start({ maxSessions: 0 });
  const failed = told(manager.parameters(), 'on');
  await expect(failed).rejects.toThrow(PowerConnError);
  await expect(failed).rejects.toThrow('User reached maximum session limit (572)');
  expect(manager.methods).toEqual(['aaaLogin']);
});

test.each(['configResolveClass', 'configResolveChildren', 'configConfMo'])(
  'an error of %s is told in its own words, and the session ends',
  async (method) => {
    await using manager = await UcsManager.start();
    manager.refuse(method, '103', 'can&apos;t\nfind&#9;it');
    const failed = told(manager.parameters(), 'on');
    await expect(failed).rejects.toThrow(PowerActionError);
    await expect(failed).rejects.toThrow(`UCS Manager refuses ${method}: can't find it (103)`);
    expect(manager.methods.at(-1)).toBe('aaaLogout');
    expect(manager.openSessions).toBe(0);
    expect(manager.power()).toBe('down');
  },
);

test('a session that expires is followed by another one, once', async () => {
  await using manager = await UcsManager.start();
  manager.expire(1);
  await told(manager.parameters(), 'on');
  expect(manager.power()).toBe('admin-up');
  expect(manager.methods.filter((method) => method === 'aaaLogin')).toHaveLength(2);
  expect(manager.bodies.at(-1)).toBe('<aaaLogout inCookie="1795473000/cookie-2"/>');
  manager.expire(2);
  await expect(told(manager.parameters(), 'off')).rejects.toThrow('Authorization required (552)');
  expect(manager.methods.filter((method) => method === 'aaaLogin')).toHaveLength(4);
});

test('that the logout fails does not matter', async () => {
  await using manager = await UcsManager.start();
  manager.refuse('aaaLogout', '555', 'Session not found');
  await told(manager.parameters(), 'on');
  expect(manager.power()).toBe('admin-up');
});

test.each([
  ['no server has the UUID', [], '0 servers'],
  ['two servers have it', [SERVER, { ...SERVER, dn: 'sys/rack-unit-1' }], '2 servers'],
  ['the server has no service profile', [{ ...SERVER, profile: '' }], 'no service profile'],
])('when %s the action fails, and nothing is switched', async (_, servers, words) => {
  await using manager = await UcsManager.start({ servers });
  const failed = told(manager.parameters(), 'off');
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow(words);
  expect(manager.methods).not.toContain('configConfMo');
  expect(manager.openSessions).toBe(0);
});

test.each([
  ['no XML', 'hello'],
  ['half of it', '<configResolveClass'],
  ['empty', ''],
  ['with a document type', '<!DOCTYPE a [<!ENTITY x "y">]><configResolveClass errorDescr="&x;"/>'],
  ['with a document type that is a file', '<!doctype a SYSTEM "file:///etc/passwd"><a/>'],
  ['nested too deep', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`],
  ['nested too deep, with namespaces', `<a>${'<a xmlns:b="c">'.repeat(60_000)}`],
  ['of another method, without what was asked for', '<other/>'],
  ['longer than any should be', `<a>${' '.repeat(5_000_000)}</a>`],
  [
    'of 300,000 attributes, none of them right',
    `<a ${Array.from({ length: 300_000 }, (_, i) => `a${i}=""`).join(' ')}/>`,
  ],
])('an answer that is %s fails the action at once, and the session ends', async (_, body) => {
  await using manager = await UcsManager.start();
  manager.sayInstead((method) => (method === 'configResolveClass' ? { body } : undefined));
  const started = performance.now();
  await expect(told(manager.parameters(), 'on')).rejects.toThrow(PowerActionError);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(manager.openSessions).toBe(0);
});

test('one that does not come is waited for no longer than there is time, and the session ends all the same', async () => {
  await using manager = await UcsManager.start();
  manager.sayInstead((method) => (method === 'configResolveChildren' ? 'nothing' : undefined));
  await expect(state(manager.parameters(), 500)).rejects.toThrow(PowerConnError);
  expect(manager.openSessions).toBe(0);
});

test('a redirection is not followed, and neither the password nor anything else goes there', async () => {
  await using elsewhere = await HttpCounterpart.start(() => ({ body: '<aaaLogin outCookie="x"/>' }));
  await using manager = await UcsManager.start();
  manager.sayInstead(() => ({ status: 307, headers: { location: `${elsewhere.origin}/nuova` }, body: '' }));
  await expect(told(manager.parameters(), 'on')).rejects.toThrow('HTTP status 307');
  expect(elsewhere.requests).toEqual([]);
});

test('a certificate that nobody vouches for is refused before anything is sent, unless the region trusts all', async () => {
  await using manager = await UcsManager.start({ tls: CERTIFICATE });
  const on = (tlsVerify: boolean) => runPowerChange(node(manager.parameters()), 'on', environmentWith({ tlsVerify }));
  await expect(on(true)).rejects.toThrow(PowerSettingsError);
  expect(manager.heard).toEqual([]);
  await on(false);
  expect(manager.power()).toBe('admin-up');
});

test.each([
  ['a URL of another scheme', { power_address: 'file:///etc/passwd' }],
  ['a host without a scheme', { power_address: '127.0.0.1' }],
  ['a URL with credentials', { power_address: 'http://admin:secret@127.0.0.1/' }],
  ['no URL', { power_address: '' }],
  ['no UUID', { uuid: '' }],
  ['no user', { power_user: '' }],
  ['a UUID with control characters', { uuid: 'a\u0000b' }],
  ['a user that XML cannot hold', { power_user: 'a\ufffeb' }],
])('%s is refused before anything is sent', async (_, wrong) => {
  await using manager = await UcsManager.start();
  await expect(told({ ...manager.parameters(), ...wrong }, 'on')).rejects.toThrow(PowerSettingsError);
  expect(manager.heard).toEqual([]);
});

test.each([
  ['shortly', 'you sent '],
  ['at length', 'x'.repeat(296)],
])('a password that the answer repeats %s stays out of errors and events', async (_, before) => {
  const password = 'c4nary  &Passw0rd';
  await using manager = await UcsManager.start({ password });
  manager.refuse('configConfMo', '1', `${before}c4nary  &amp;Passw0rd`);
  await using fresh = await freshDatabase();
  const systemId = await poweredNode(fresh.database, 'ucsm', manager.parameters());
  await ask(fresh.database, [systemId], 'on');
  const [action] = await actionsOf(fresh.database, systemId);
  await perform(fresh.database, action?.id ?? 0);
  expect(await actionsOf(fresh.database, systemId)).toMatchObject([
    { state: 'failed', tries: 1, error: `UCS Manager refuses configConfMo: ${before}*** (1)` },
  ]);
  const { rows } = await fresh.database.pool.query('SELECT * FROM events');
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('c4na');
});
