import { expect, test } from 'vitest';
import { networkList } from '../../../src/network-list.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
} from '../../../src/power/driver/errors.js';
import { CERTIFICATE } from '../../support/certificate.js';
import { freePort } from '../../support/free-port.js';
import { type Answerer, HttpCounterpart } from '../../support/http-counterpart.js';
import { driverOf } from './support.js';

const { changePower, queryState } = driverOf('webhook');

const environment = { webhookAllow: networkList(['127.0.0.1']) };
const parametersOf = (origin: string, given: object = {}) => ({
  power_on_uri: `${origin}/on?outlet=3`,
  power_off_uri: `${origin}/off`,
  power_query_uri: `${origin}/state`,
  ...given,
});

/** A controller that changes and reports the state of a machine. */
function controller(before: string): Promise<HttpCounterpart> {
  let state = before;
  const answer: Answerer = ({ method, path }) => {
    if (method === 'POST') state = path.startsWith('/on') ? 'running' : 'stopped';
    return { body: `{"status": "${state}"}` };
  };
  return HttpCounterpart.start(answer);
}

const bodyOf = (body: string) => HttpCounterpart.start(() => ({ body }));

test.each([
  ['on', 'stopped', 'POST /on?outlet=3'],
  ['off', 'running', 'POST /off'],
] as const)('power-%s sends its URI, and asks for the state then', async (change, before, request) => {
  await using there = await controller(before);
  await changePower(parametersOf(there.origin), change, { environment });
  expect(there.requests).toEqual([request, 'GET /state']);
  const [first] = there.heard;
  expect(first?.headers).toMatchObject({ accept: 'application/json', system_id: 'node-1', 'content-length': '0' });
  expect(first?.headers).not.toHaveProperty('authorization');
});

test.each([
  ['a token', { power_token: 't0ken', power_user: 'u', power_pass: 'p' }, 'Bearer t0ken'],
  ['user and password', { power_user: 'u', power_pass: 'p:q' }, `Basic ${Buffer.from('u:p:q').toString('base64')}`],
])('request with %s is authorized by it', async (_what, given, authorization) => {
  await using there = await controller('running');
  await changePower(parametersOf(there.origin, given), 'on', { environment });
  expect(there.heard.map(({ headers }) => headers.authorization)).toEqual([authorization, authorization]);
});

test.each([
  ['{"status" : "running"}', {}, 'on'],
  ['{"status" : "stopped"}', {}, 'off'],
  ['{"status" : "rebooting"}', {}, 'unknown'],
  ['power=1', { power_on_regex: '^power=1$', power_off_regex: '^power=0$' }, 'on'],
  ['power=0', { power_on_regex: '^power=1$', power_off_regex: '^power=0$' }, 'off'],
  ['POWER: On', { power_on_regex: '(?i)power:\\s+on', power_off_regex: '(?i)power:\\s+off' }, 'on'],
])('query with the answer %s and %j returns %s', async (body, patterns, expected) => {
  await using there = await bodyOf(body);
  expect(await queryState(parametersOf(there.origin, patterns), { environment })).toBe(expected);
});

test('query with a pattern that would backtrack without end is done at once', async () => {
  await using there = await bodyOf('a'.repeat(10_000));
  const patterns = { power_on_regex: '(a*)*b', power_off_regex: '(a|aa)+$' };
  expect(await queryState(parametersOf(there.origin, patterns), { environment })).toBe('off');
});

test.each(['(', 'a{1000}', '(?=a)', '(a)\\1', 'x'.repeat(257)])(
  'query with the pattern %s fails as an error of the settings',
  async (power_on_regex) => {
    await using there = await bodyOf('text');
    const result = queryState(parametersOf(there.origin, { power_on_regex }), { environment });
    await expect(result).rejects.toThrow(PowerSettingsError);
  },
);

test.each([
  [401, PowerAuthError, false],
  [403, PowerAuthError, false],
  [500, PowerActionError, false],
  [503, PowerActionError, true],
  [302, PowerActionError, false],
])('power-on answered by status %i fails', async (status, error, retry) => {
  await using there = await HttpCounterpart.start(() => ({ status, headers: { location: '/else' }, body: 'no' }));
  const result = changePower(parametersOf(there.origin), 'on', { environment });
  await expect(result).rejects.toThrow(error);
  await expect(result).rejects.toMatchObject({ retry });
  expect(there.requests).toEqual(['POST /on?outlet=3']);
});

test('query with an answer that is too long fails', async () => {
  await using there = await bodyOf('x'.repeat(16_385));
  await expect(queryState(parametersOf(there.origin), { environment })).rejects.toThrow('the response is too large');
});

test('power-on of an address that POWER_WEBHOOK_ALLOW does not hold is never sent', async () => {
  await using there = await controller('stopped');
  const result = changePower(parametersOf(there.origin), 'on');
  await expect(result).rejects.toThrow(PowerSettingsError);
  await expect(result).rejects.toThrow('POWER_WEBHOOK_ALLOW');
  expect(there.heard).toEqual([]);
});

test('certificate that is not trusted is refused, unless a setting says otherwise', async () => {
  await using there = await HttpCounterpart.start(() => ({ body: 'status: running' }), CERTIFICATE);
  const query = (given: object, tlsVerify: boolean) =>
    queryState(parametersOf(there.origin, given), { environment: { ...environment, tlsVerify } });
  await expect(query({}, true)).rejects.toThrow('certificate');
  await expect(query({ power_verify_ssl: 'y' }, true)).rejects.toThrow('certificate');
  expect(await query({ power_verify_ssl: 'n' }, true)).toBe('on');
  expect(await query({ power_verify_ssl: 'y' }, false)).toBe('on');
});

test('power-on without an answer is retried later', async () => {
  const origin = `http://127.0.0.1:${await freePort()}`;
  await expect(changePower(parametersOf(origin), 'on', { environment })).rejects.toThrow(PowerConnError);
});

test.each(['power_on_uri', 'power_off_uri', 'power_query_uri'])('power-on without %s is not sent', async (missing) => {
  await using there = await controller('stopped');
  const result = changePower(parametersOf(there.origin, { [missing]: '' }), 'on', { environment });
  await expect(result).rejects.toThrow('Not set: URI');
  expect(there.heard).toEqual([]);
});

test.each(['http://u:p@host/', 'ftp://host/', 'host', 'http://host/#x'])('URI %s is not valid', async (uri) => {
  const result = changePower(parametersOf('http://127.0.0.1', { power_on_uri: uri }), 'on', { environment });
  await expect(result).rejects.toThrow(PowerSettingsError);
});
