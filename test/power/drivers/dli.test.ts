import { describe, expect, test } from 'vitest';
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
import { driverOf } from './support.js';

const { changePower } = driverOf('dli');

const parametersOf = (power_address: string, given: object = {}) => ({
  power_address,
  power_user: 'admin',
  power_pass: 's:e@c/ret',
  system_id: '3',
  ...given,
});

const CREDENTIALS = `Basic ${Buffer.from('admin:s:e@c/ret').toString('base64')}`;

/** A PDU that accepts these credentials. */
function pdu(answer: (path: string) => Said = () => ({ body: '<html></html>' })) {
  return HttpCounterpart.start(({ path, headers }) =>
    headers.authorization === CREDENTIALS ? answer(path) : { status: 401, body: 'who?' },
  );
}

test.each([
  ['on', '/outlet?3=ON'],
  ['off', '/outlet?3=OFF'],
] as const)('power-%s sends one request with the credentials', async (change, path) => {
  await using there = await pdu();
  await changePower(parametersOf(there.address), change);
  expect(there.heard.map(({ method, path, body, headers }) => [method, path, body, headers.authorization])).toEqual([
    ['GET', path, '', CREDENTIALS],
  ]);
});

test.each(['host:port', 'URL', 'URL with a path'])(
  'power-on by a %s as address sends the request there',
  async (form) => {
    await using there = await pdu();
    const address = { 'host:port': there.address, URL: there.origin, 'URL with a path': `${there.origin}/pdu7` }[form];
    await changePower(parametersOf(address ?? ''), 'on');
    expect(there.requests).toEqual([form === 'URL with a path' ? 'GET /pdu7/outlet?3=ON' : 'GET /outlet?3=ON']);
  },
);

test('power-on without an outlet id uses the system_id of the node', async () => {
  await using there = await pdu();
  await changePower(parametersOf(there.address, { system_id: undefined }), 'on');
  expect(there.requests).toEqual(['GET /outlet?node-1=ON']);
});

test('power-on answered by a redirection to a page of the PDU is done, without a second request', async () => {
  await using there = await pdu(() => ({ status: 302, headers: { location: '/index.htm' }, body: '' }));
  await changePower(parametersOf(there.address), 'on');
  expect(there.requests).toEqual(['GET /outlet?3=ON']);
});

type Kind = abstract new (...args: never[]) => PowerError;
const ANSWERS: readonly [string, Said, Kind][] = [
  ['a redirection to the login page', { status: 302, headers: { location: '/login.htm' }, body: '' }, PowerActionError],
  [
    'a redirection to another host',
    { status: 302, headers: { location: 'http://127.0.0.2/' }, body: '' },
    PowerActionError,
  ],
  ['a redirection without target', { status: 302, body: '' }, PowerActionError],
  ['an error status', { status: 500, body: 'oh' }, PowerActionError],
  ['status 403', { status: 403, body: 'no' }, PowerAuthError],
];
test.each(ANSWERS)('power-on answered by %s fails', async (_, said, kind) => {
  await using there = await pdu(() => said);
  await expect(changePower(parametersOf(there.address), 'on')).rejects.toThrow(kind);
  expect(there.requests).toHaveLength(1);
});

test('power-on with a wrong password is tried once, and no message contains the password', async () => {
  await using there = await pdu();
  const failed = changePower(parametersOf(there.address, { power_pass: 'c4nary' }), 'on');
  await expect(failed).rejects.toThrow(PowerAuthError);
  await expect(failed).rejects.not.toThrow(/c4nary|YWRtaW4/);
  expect(there.requests).toHaveLength(1);
});

test('power-on by a PDU that does not answer fails as a connection error', async () => {
  await expect(changePower(parametersOf(`127.0.0.1:${await freePort()}`), 'on')).rejects.toThrow(PowerConnError);
  await using there = await HttpCounterpart.start(() => undefined);
  const stop = AbortSignal.timeout(500);
  await expect(changePower(parametersOf(there.address), 'on', { stop })).rejects.toThrow(PowerConnError);
});

test('power-on by an untrusted certificate sends nothing, unless verification is off', async () => {
  await using there = await HttpCounterpart.start(() => ({ body: '' }), CERTIFICATE);
  await expect(changePower(parametersOf(there.origin), 'on', { environment: { tlsVerify: true } })).rejects.toThrow(
    PowerSettingsError,
  );
  expect(there.requests).toEqual([]);
  await changePower(parametersOf(there.origin), 'on', { environment: { tlsVerify: false } });
  expect(there.requests).toEqual(['GET /outlet?3=ON']);
});

describe('power-on sends nothing', () => {
  test.each(['3=ON&4', '3 ', '../x', '3\r\nX: y', '-3', '3#', 'x'.repeat(65)])(
    'for the outlet %j',
    async (system_id) => {
      await using there = await pdu();
      await expect(changePower(parametersOf(there.address, { system_id }), 'on')).rejects.toThrow(PowerSettingsError);
      expect(there.requests).toEqual([]);
    },
  );

  test.each(['', 'ftp://pdu/', 'http://user:pass@pdu/', 'pdu/x', '-pdu', 'file:///etc/passwd'])(
    'to the address %j',
    async (address) => {
      await expect(changePower(parametersOf(address), 'on')).rejects.toThrow(PowerSettingsError);
    },
  );

  test('for a user with a colon', async () => {
    await expect(changePower(parametersOf('127.0.0.1', { power_user: 'a:b' }), 'on')).rejects.toThrow(
      PowerSettingsError,
    );
  });
});
