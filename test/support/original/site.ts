import type { OriginalTables } from './dump.js';
import { base64, djangoHash, keyOf, nodeRow, times, tokenRows, userRow } from './rows.js';

const [alice, worker, machine] = [tokenRows(50, 11, 'alice'), tokenRows(51, 3, 'worker'), tokenRows(52, 2, 'machine')];

/** A site with at least one row in each table that is taken over, and in some that are not. */
export const SITE: OriginalTables = {
  auth_user: [
    userRow(2, 'maas-init-node', '!', { email: '' }),
    userRow(3, 'maas-nodegroup-worker', '!', { email: '' }),
    userRow(11, 'alice', djangoHash('wonderland'), { is_superuser: 't' }),
    userRow(12, 'bob', '!'),
  ],
  maasserver_userprofile: [{ id: '1', user_id: '11' }],
  south_migrationhistory: [{ id: '1', app_name: 'maasserver' }],
  piston_consumer: [alice.consumer, worker.consumer, machine.consumer],
  piston_token: [alice.token, worker.token, machine.token],
  maasserver_sshkey: [{ id: '9', ...times, user_id: '11', key: 'ssh-rsa AAAA alice@laptop' }],
  maasserver_nodegroup: [
    {
      id: '7',
      ...times,
      name: 'maas',
      api_token_id: '51',
      api_key: keyOf('worker').tokenKey,
      dhcp_key: 'secret',
      uuid: '5d4f2c4e-0000-4000-8000-000000000007',
      status: '1',
      cluster_name: 'Cluster one',
      maas_url: 'http://10.0.0.1/MAAS',
    },
  ],
  maasserver_nodegroupinterface: [
    {
      id: '4',
      ...times,
      ip: '10.0.0.1',
      nodegroup_id: '7',
      management: '2',
      interface: 'eth0',
      subnet_mask: '255.255.255.0',
      broadcast_ip: '10.0.0.255',
      router_ip: '10.0.0.1',
      ip_range_low: '10.0.0.10',
      ip_range_high: '10.0.0.99',
      foreign_dhcp_ip: null,
    },
  ],
  maasserver_bootimage: [
    {
      id: '5',
      ...times,
      architecture: 'amd64',
      subarchitecture: 'generic',
      release: 'trusty',
      purpose: 'commissioning',
      nodegroup_id: '7',
      label: 'release',
      osystem: 'ubuntu',
      supported_subarches: 'generic,hwe-t',
    },
  ],
  maasserver_bootsource: [
    {
      id: '6',
      ...times,
      cluster_id: '7',
      url: 'http://mirror.example.com/',
      keyring_filename: '',
      keyring_data: '\\x00ff5c',
    },
  ],
  maasserver_bootsourceselection: [
    {
      id: '8',
      ...times,
      boot_source_id: '6',
      release: 'trusty',
      arches: '{amd64,i386}',
      subarches: '{*}',
      labels: '{"a, b",release}',
    },
  ],
  maasserver_config: [
    { id: '1', name: 'default_distro_series', value: '"trusty"' },
    { id: '2', name: 'enable_third_party_drivers', value: 'false' },
    { id: '3', name: 'http_proxy', value: 'null' },
    { id: '4', name: 'rpc_shared_secret', value: '"internal"' },
  ],
  maasserver_dhcplease: [{ id: '1', nodegroup_id: '7', ip: '10.0.0.10', mac: '52:54:00:00:00:01' }],
  maasserver_zone: [
    { id: '3', ...times, name: 'default', description: '' },
    { id: '4', ...times, name: 'rack-1', description: 'a "b" \\ ü\n\tc\'s' },
  ],
  maasserver_network: [
    { id: '2', name: 'storage', ip: '10.1.2.0', netmask: '255.255.0.0', vlan_tag: '0', description: '' },
  ],
  maasserver_tag: [{ id: '6', ...times, name: 'big', definition: '//node', comment: 'large', kernel_opts: null }],
  maasserver_node: [
    nodeRow(21, {
      status: '6',
      owner_id: '11',
      token_id: '50',
      netboot: 'f',
      distro_series: 'trusty',
      agent_name: 'juju',
      zone_id: '4',
    }),
    nodeRow(22),
  ],
  maasserver_macaddress: [{ id: '31', ...times, mac_address: '52:54:00:00:00:01', node_id: '21' }],
  maasserver_macaddress_networks: [{ id: '1', macaddress_id: '31', network_id: '2' }],
  maasserver_node_tags: [{ id: '1', node_id: '21', tag_id: '6' }],
  maasserver_filestorage: [
    {
      id: '13',
      filename: 'provider-state',
      content: base64('state: 1\n'),
      owner_id: '11',
      key: '0b8f3f8e-6c1e-11e3-981f-0800200c9a66',
    },
    { id: '14', filename: 'old', content: '', owner_id: null, key: '0b8f3f8e-6c1e-11e3-981f-0800200c9a67' },
  ],
  metadataserver_commissioningscript: [{ id: '2', name: '50-raid', content: base64('#!/bin/sh\n') }],
  metadataserver_nodecommissionresult: [
    { id: '3', node_id: '21', name: '00-maas-01-lshw.out', ...times, script_result: '0', data: base64('<list/>') },
  ],
  metadataserver_nodekey: [{ id: '1', node_id: '21', token_id: '52', key: keyOf('machine').tokenKey }],
  metadataserver_nodeuserdata: [{ id: '1', node_id: '21', data: base64('#cloud-config\n') }],
};
