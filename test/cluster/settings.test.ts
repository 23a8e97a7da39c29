import { expect, test } from 'vitest';
import { readClusterSettings } from '../../src/cluster/settings.js';

test('the command line comes before the environment', () => {
  const env = { REGION_URL: 'http://a.example/MAAS', CLUSTER_HTTP_PORT: '80' };
  expect(readClusterSettings(env, 'https://b.example/MAAS/').region.href).toBe('https://b.example/MAAS');
  expect(readClusterSettings(env, undefined)).toEqual({
    region: new URL('http://a.example/MAAS'),
    httpPort: 80,
    cacheBytes: 20 * 1024 ** 3,
    bootLoaders: new Map(),
  });
});

test('boot loaders are files by the values of DHCP option 93', () => {
  const env = { REGION_URL: 'http://a/', CLUSTER_BOOT_LOADERS: '11=/srv/arm64.efi,7=/srv/x64.efi' };
  const expected = new Map([
    [11, '/srv/arm64.efi'],
    [7, '/srv/x64.efi'],
  ]);
  expect(readClusterSettings(env, undefined).bootLoaders).toEqual(expected);
});

test.each([
  [{}, /--region URL, or set REGION_URL/],
  [{ REGION_URL: 'region.example' }, /REGION_URL.* is not valid. Use an http or https URL/],
  [
    { REGION_URL: 'http://a/', CLUSTER_BOOT_LOADERS: 'arm64=x' },
    /CLUSTER_BOOT_LOADERS is not valid. Use values of DHCP/,
  ],
  [{ REGION_URL: 'http://a/', CLUSTER_HTTP_PORT: '0' }, /CLUSTER_HTTP_PORT is not valid. Use a whole number from 1/],
])('%j is refused', (env, message) => {
  expect(() => readClusterSettings(env, undefined)).toThrow(message);
});
