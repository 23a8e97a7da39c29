import { describe, expect, test } from 'vitest';
import { configureDriver, runPowerChange } from '../../../src/power/actions/run-driver.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  type PowerError,
  PowerSettingsError,
} from '../../../src/power/driver/errors.js';
import { CERTIFICATE } from '../../support/certificate.js';
import { freePort } from '../../support/free-port.js';
import { HttpCounterpart, type Said } from '../../support/http-counterpart.js';
import { environmentWith } from '../support.js';

const node = (power_address: string, given: object = {}) =>
  configureDriver({
    systemId: 'node-1',
    powerType: 'dli',
    powerParameters: { power_address, power_user: 'admin', power_pass: 's:e@c/ret', system_id: '3', ...given },
    macAddress: undefined,
  });

const CREDENTIALS = `Basic ${Buffer.from('admin:s:e@c/ret').toString('base64')}`;

/** A PDU that carries commands out, and asks for its credentials otherwise. */
function pdu(answer: (path: string) => Said = () => ({ body: '<html></html>' })) {
  return HttpCounterpart.start(({ path, headers }) =>
    headers.authorization === CREDENTIALS ? answer(path) : { status: 401, body: 'who?' },
  );
}

test.each([
  ['on', '/outlet?3=ON'],
  ['off', '/outlet?3=OFF'],
] as const)('%s is one request with the credentials in it', async (change, path) => {
  await using there = await pdu();
  await runPowerChange(node(there.address), change, environmentWith());
  expect(there.heard.map(({ method, path, body, headers }) => [method, path, body, headers.authorization])).toEqual([
    ['GET', path, '', CREDENTIALS],
  ]);
});

test.each(['host:port', 'URL', 'URL with a path'])('the address may be: %s', async (form) => {
  await using there = await pdu();
  const address = { 'host:port': there.address, URL: there.origin, 'URL with a path': `${there.origin}/pdu7` }[form];
  await runPowerChange(node(address ?? ''), 'on', environmentWith());
  expect(there.requests).toEqual([form === 'URL with a path' ? 'GET /pdu7/outlet?3=ON' : 'GET /outlet?3=ON']);
});

test('an outlet that is not set is the node’s system_id', async () => {
  await using there = await pdu();
  await runPowerChange(node(there.address, { system_id: undefined }), 'on', environmentWith());
  expect(there.requests).toEqual(['GET /outlet?node-1=ON']);
});

test('being sent on to a page of the PDU says that it is done, and is not followed', async () => {
  await using there = await pdu(() => ({ status: 302, headers: { location: '/index.htm' }, body: '' }));
  await runPowerChange(node(there.address), 'on', environmentWith());
  expect(there.requests).toEqual(['GET /outlet?3=ON']);
});

type Kind = abstract new (...args: never[]) => PowerError;
const ANSWERS: readonly [string, Said, Kind][] = [
  ['to log in', { status: 302, headers: { location: '/login.htm' }, body: '' }, PowerActionError],
  ['elsewhere', { status: 302, headers: { location: 'http://127.0.0.2/' }, body: '' }, PowerActionError],
  ['nowhere', { status: 302, body: '' }, PowerActionError],
  ['an error', { status: 500, body: 'oh' }, PowerActionError],
  ['a refusal', { status: 403, body: 'no' }, PowerAuthError],
];
test.each(ANSWERS)('a failure: being sent %s', async (_, said, kind) => {
  await using there = await pdu(() => said);
  await expect(runPowerChange(node(there.address), 'on', environmentWith())).rejects.toThrow(kind);
  expect(there.requests).toHaveLength(1);
});

test('a wrong password is tried once, and is in no message', async () => {
  await using there = await pdu();
  const failed = runPowerChange(node(there.address, { power_pass: 'c4nary' }), 'on', environmentWith());
  await expect(failed).rejects.toThrow(PowerAuthError);
  await expect(failed).rejects.not.toThrow(/c4nary|YWRtaW4/);
  expect(there.requests).toHaveLength(1);
});

test('a PDU that is not there, or hangs, is a matter of the connection', async () => {
  await expect(runPowerChange(node(`127.0.0.1:${await freePort()}`), 'on', environmentWith())).rejects.toThrow(
    PowerConnError,
  );
  await using there = await HttpCounterpart.start(() => undefined);
  const stop = AbortSignal.timeout(500);
  await expect(runPowerChange(node(there.address), 'on', environmentWith(), stop)).rejects.toThrow(PowerConnError);
});

test('a certificate that nobody trusts is refused before the password goes out, unless a setting allows it', async () => {
  await using there = await HttpCounterpart.start(() => ({ body: '' }), CERTIFICATE);
  await expect(runPowerChange(node(there.origin), 'on', environmentWith({ tlsVerify: true }))).rejects.toThrow(
    PowerSettingsError,
  );
  expect(there.requests).toEqual([]);
  await runPowerChange(node(there.origin), 'on', environmentWith({ tlsVerify: false }));
  expect(there.requests).toEqual(['GET /outlet?3=ON']);
});

describe('refused before anything is sent', () => {
  test.each(['3=ON&4', '3 ', '../x', '3\r\nX: y', '-3', '3#', 'x'.repeat(65)])('outlet %j', async (system_id) => {
    await using there = await pdu();
    await expect(runPowerChange(node(there.address, { system_id }), 'on', environmentWith())).rejects.toThrow(
      PowerSettingsError,
    );
    expect(there.requests).toEqual([]);
  });

  test.each(['', 'ftp://pdu/', 'http://user:pass@pdu/', 'pdu/x', '-pdu', 'file:///etc/passwd'])(
    'address %j',
    async (address) => {
      await expect(runPowerChange(node(address), 'on', environmentWith())).rejects.toThrow(PowerSettingsError);
    },
  );

  test('a user with a colon', async () => {
    await expect(runPowerChange(node('127.0.0.1', { power_user: 'a:b' }), 'on', environmentWith())).rejects.toThrow(
      PowerSettingsError,
    );
  });
});
