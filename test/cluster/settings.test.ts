import { expect, test } from 'vitest';
import { readClusterSettings } from '../../src/cluster/settings.js';

test('the command line comes before the environment', () => {
  const env = { REGION_URL: 'http://a.example/MAAS', CLUSTER_HTTP_PORT: '80' };
  expect(readClusterSettings(env, 'https://b.example/MAAS/').region.href).toBe('https://b.example/MAAS');
  expect(readClusterSettings(env, undefined)).toEqual({ region: new URL('http://a.example/MAAS'), httpPort: 80 });
});

test.each([
  [{}, /--region URL, or set REGION_URL/],
  [{ REGION_URL: 'region.example' }, /REGION_URL.* is not valid. Use an http or https URL/],
  [{ REGION_URL: 'http://a/', CLUSTER_HTTP_PORT: '0' }, /CLUSTER_HTTP_PORT is not valid. Use a whole number from 1/],
])('%j is refused', (env, message) => {
  expect(() => readClusterSettings(env, undefined)).toThrow(message);
});
