import { expect, test } from 'vitest';
import { urlForCluster } from '../../../src/cli/serve/own-cluster.js';

const own = { ip: '10.20.0.1' };
const publicUrl = 'https://region.example.com/MAAS';
const tls = { cert: 'cert.pem', key: 'key.pem' };

test('urlForCluster with https is MAAS_URL, as the cluster verifies the certificate', () => {
  expect(urlForCluster({ port: 5240, tls, publicUrl }, own)).toBe(publicUrl);
  expect(urlForCluster({ port: 5240, tls, publicUrl: undefined }, own)).toBe('https://10.20.0.1:5240/MAAS');
});

test('urlForCluster with http is the address of the interface, which needs no proxy', () => {
  expect(urlForCluster({ port: 5240, tls: undefined, publicUrl }, own)).toBe('http://10.20.0.1:5240/MAAS');
});
