import { type ClusterConfig, clusterConfig } from '../../../src/cluster/config.js';
import { SERVER_IP } from '../../support/machine-network.js';

const INTERFACE = {
  interface: 'srv0',
  ip: SERVER_IP,
  management: 2,
  subnet_mask: '255.255.255.0',
  broadcast_ip: '10.20.0.255',
  router_ip: '10.20.0.254',
  ip_range_low: '10.20.0.100',
  ip_range_high: '10.20.0.200',
};

/** The configuration of a cluster with one interface. */
export function makeConfig(
  changes: Partial<ClusterConfig> = {},
  interfaceChanges: Partial<ClusterConfig['interfaces'][number]> = {},
): ClusterConfig {
  const interfaces = [{ ...INTERFACE, ...interfaceChanges }];
  const basic = { version: '1', uuid: 'u', name: 'maas', hosts: [], images: [], upstream_dns: '127.0.0.1', interfaces };
  return clusterConfig.parse({ ...basic, ...changes });
}
