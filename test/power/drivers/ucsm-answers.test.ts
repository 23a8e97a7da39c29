import { expect, test } from 'vitest';
import { PowerActionError, PowerConnError, PowerSettingsError } from '../../../src/power/driver/errors.js';
import { CERTIFICATE } from '../../support/certificate.js';
import { freshDatabase } from '../../support/database.js';
import { HttpCounterpart } from '../../support/http-counterpart.js';
import { UcsManager } from '../../support/ucs-manager.js';
import { actionsOf, ask, perform, poweredNode } from '../support.js';
import { driverOf } from './support.js';

const { changePower, queryState } = driverOf('ucsm');

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
])('power-on with an answer that is %s fails at once and logs out', async (_, body) => {
  await using manager = await UcsManager.start();
  manager.sayInstead((method) => (method === 'configResolveClass' ? { body } : undefined));
  const started = performance.now();
  await expect(changePower(manager.parameters(), 'on')).rejects.toThrow(PowerActionError);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(manager.openSessions).toBe(0);
});

test('query without an answer fails after the timeout and logs out', async () => {
  await using manager = await UcsManager.start();
  manager.sayInstead((method) => (method === 'configResolveChildren' ? 'nothing' : undefined));
  await expect(queryState(manager.parameters(), { timeoutMs: 500 })).rejects.toThrow(PowerConnError);
  expect(manager.openSessions).toBe(0);
});

test('power-on does not follow a redirection', async () => {
  await using elsewhere = await HttpCounterpart.start(() => ({ body: '<aaaLogin outCookie="x"/>' }));
  await using manager = await UcsManager.start();
  manager.sayInstead(() => ({ status: 307, headers: { location: `${elsewhere.origin}/nuova` }, body: '' }));
  await expect(changePower(manager.parameters(), 'on')).rejects.toThrow('HTTP status 307');
  expect(elsewhere.requests).toEqual([]);
});

test('power-on by an untrusted certificate sends nothing, unless verification is off', async () => {
  await using manager = await UcsManager.start({ tls: CERTIFICATE });
  const on = (tlsVerify: boolean) => changePower(manager.parameters(), 'on', { environment: { tlsVerify } });
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
])('power-on with %s sends nothing', async (_, wrong) => {
  await using manager = await UcsManager.start();
  await expect(changePower({ ...manager.parameters(), ...wrong }, 'on')).rejects.toThrow(PowerSettingsError);
  expect(manager.heard).toEqual([]);
});

test.each([
  ['shortly', 'you sent '],
  ['at length', 'x'.repeat(296)],
])('power-on with an answer that contains the password %s keeps it out of errors and events', async (_, before) => {
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
