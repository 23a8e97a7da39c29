import { expect, test } from 'vitest';
import { readZone, writeHosts } from '../../../src/cluster/dnsmasq/hosts.js';
import { makeConfig } from './config.js';

const host = (hostname: string, ...macs: string[]) => ({ hostname, macs });

test('writeHosts writes one line for a machine with several MAC addresses', () => {
  const { text, problems } = writeHosts([host('Web.example.com', 'AA:BB:CC:DD:EE:01', 'aa:bb:cc:dd:ee:02')], 'maas');
  expect(text).toBe('aa:bb:cc:dd:ee:01,aa:bb:cc:dd:ee:02,web.maas\n');
  expect(problems).toEqual([]);
});

test.each(['a,ignore', 'a\ndhcp-option=6,6.6.6.6', '-a', '', 'a b', '#a', 'a#b', 'é', 'x'.repeat(64), '10-20-0-7'])(
  'writeHosts leaves out the name %j',
  (hostname) => {
    const { text, problems } = writeHosts(
      [host(hostname, 'aa:bb:cc:dd:ee:01'), host('b', 'aa:bb:cc:dd:ee:02')],
      'maas',
    );
    expect(text).toBe('aa:bb:cc:dd:ee:02,b.maas\n');
    expect(problems).toHaveLength(1);
  },
);

test('writeHosts keeps the first of two machines with one name or MAC address', () => {
  const hosts = [host('a.x', 'aa:bb:cc:dd:ee:01'), host('a.y', 'aa:bb:cc:dd:ee:02'), host('b', 'aa:bb:cc:dd:ee:01')];
  const { text, problems } = writeHosts(hosts, 'maas');
  expect(text).toBe('aa:bb:cc:dd:ee:01,a.maas\n');
  expect(problems).toEqual(['host "a.y" has no name in DNS: another host has it']);
});

test('writeHosts leaves out what is not a MAC address', () => {
  expect(writeHosts([host('a', 'aa:bb:cc:dd:ee', 'id:*', 'ignore')], 'maas').text).toBe('');
});

test.each(['', 'a/b', 'a\nserver=6.6.6.6', '.', 'a..b', '#'])('readZone refuses %j', (name) => {
  expect(readZone(makeConfig({ name }))).toBeUndefined();
});
