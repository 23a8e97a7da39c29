import { expect, test } from 'vitest';
import { clusterConfig } from '../../src/cluster/config.js';

test('cluster_config with unset fields is parsed to empty texts', () => {
  const sent = {
    version: '1',
    uuid: '7d1a3c5e-0000-4000-8000-000000000001',
    name: 'maas',
    maas_url: 'http://10.20.0.1:5240/MAAS',
    interfaces: [{ interface: 'eth1', ip: '10.20.0.1', management: 1, subnet_mask: null, added_later: true }],
    hosts: [{ hostname: 'node-1', macs: ['aa:bb:cc:dd:ee:01'] }],
    images: [],
  };
  const unset = { subnet_mask: '', broadcast_ip: '', router_ip: '', ip_range_low: '', ip_range_high: '' };
  expect(clusterConfig.parse(sent)).toEqual({
    ...sent,
    ntp_server: '',
    upstream_dns: '',
    http_proxy: '',
    interfaces: [{ interface: 'eth1', ip: '10.20.0.1', management: 1, ...unset }],
  });
});

test('cluster_config with an unknown management is refused', () => {
  const interfaces = [{ interface: 'eth1', ip: '10.20.0.1', management: 3 }];
  const sent = { version: '1', uuid: 'u', interfaces, hosts: [], images: [] };
  expect(clusterConfig.safeParse(sent).error?.issues.map(({ path }) => path)).toEqual([
    ['interfaces', 0, 'management'],
  ]);
});
