import { expect, test } from 'vitest';
import { publicOr } from '../../src/http/address-rule.js';
import { networkList } from '../../src/network-list.js';
import { ask, failure, serving } from './support.js';

const strict = publicOr(networkList([]));

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2001:4860:4860::8888',
  '2001:200::1',
  '2606:4700::1111',
  '3ffe::1',
])('publicOr permits %s on ports 80 and 443 only', (address) => {
  expect([80, 443, 22, 8080].filter((port) => strict(address, port))).toEqual([80, 443]);
});

test.each([
  '0.0.0.0',
  '0.255.255.255',
  '10.0.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::8.8.8.8',
  '::ffff:8.8.8.8',
  '::ffff:7f00:1',
  '::ffff:0:8.8.8.8',
  '64:ff9b::8.8.8.8',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:2::1',
  '2001:10::1',
  '2001:20::1',
  '2001:db8::1',
  '2002:808:808::1',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  'not an address',
])('publicOr refuses %s', (address) => {
  expect(strict(address, 443)).toBe(false);
});

test('publicOr permits the addresses of an allowed network on any port, and no others', () => {
  const rule = publicOr(networkList(['10.20.0.0/16', 'fd00:20::/32', '127.0.0.1']));
  const permitted = ['10.20.3.4', '::ffff:10.20.3.4', 'fd00:20::5', '127.0.0.1'];
  expect(permitted.filter((address) => rule(address, 8080))).toEqual(permitted);
  expect(['10.21.0.1', 'fd00:21::1', '127.0.0.2', '8.8.8.8'].filter((address) => rule(address, 8080))).toEqual([]);
});

test.each(['127.0.0.1', 'localhost', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]'])(
  'request to http://%s/ is refused before a connection is made',
  async (host) => {
    let connections = 0;
    await using server = await serving((_request, response) => void response.end(String(++connections)));
    server.url.hostname = host;
    const error = await failure(server.url, { addresses: strict });
    expect([error.failure, connections]).toEqual(['forbidden', 0]);
    expect(error.message).toBe('the address or port of the server is not permitted (EACCES)');
  },
);

test('request by name is refused when one of several addresses of the name is not permitted', async () => {
  await using server = await serving((_request, response) => void response.end('hello'));
  server.url.hostname = 'localhost';
  const asked: string[] = [];
  const rule = (address: string) => asked.push(address) < 1;
  expect((await failure(server.url, { addresses: rule })).failure).toBe('forbidden');
  expect(asked.length).toBeGreaterThan(0);
});

test('request by name connects to the address that was checked', async () => {
  await using server = await serving((request, response) => void response.end(request.headers.host));
  server.url.hostname = 'localhost';
  const addresses = publicOr(networkList(['127.0.0.0/8', '::1']));
  expect(await ask(server.url, { addresses })).toEqual([200, server.url.host]);
});

test('request to a permitted address that redirects elsewhere does not follow', async () => {
  await using server = await serving((_request, response) => void response.writeHead(302, { location: '/x' }).end());
  expect(await ask(server.url, { addresses: publicOr(networkList(['127.0.0.1'])) })).toEqual([302, '']);
});
