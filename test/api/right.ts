import fc from 'fast-check';

const mac = fc.nat({ max: 0xffff }).map((n) => `02:fd:00:00:${n.toString(16).padStart(4, '0').replace(/..$/, ':$&')}`);
const word = fc.stringMatching(/^[a-z]{3,12}$/);
const number = fc.constantFrom('0', '1', '2', '8', '512', '2147483647');
const zone = fc.constantFrom('default', 'standing');
const node = fc.constantFrom('node-standing', 'node-signing');
const network = fc.constantFrom('standing', 'ip:198.51.100.7', 'vlan:7');
const address = fc.constantFrom('10.9.8.0', '10.9.0.0', '192.0.2.0', '198.51.100.0', 'fd00::');
const series = fc.constantFrom('trusty', 'precise', '');
const uuid = fc.constantFrom('c0ffee00-0000-4000-8000-000000000001', 'c0ffee00-0000-4000-8000-000000000002');
const flag = fc.constantFrom('0', '1');

const image = '{"osystem": "ubuntu", "architecture": "amd64", "release": "trusty", "purpose": "install"';
const iface = '{"interface": "eth0", "ip": "10.9.8.1", "subnet_mask": "255.255.255.0", "management": 0';

/** By the name of a parameter, for all operations. Values of other names are drawn from `anything`. */
const RIGHT: Readonly<Record<string, fc.Arbitrary<string>>> = {
  add: node,
  agent_name: word,
  arch: fc.constantFrom('amd64/generic', 'i386', 'arm'),
  arches: fc.constantFrom('amd64', 'i386', '*', ''),
  architecture: fc.constantFrom('amd64/generic', 'i386/generic', 'amd64'),
  autodetect_nodegroup: flag,
  bytes_downloaded: number,
  broadcast_ip: fc.constantFrom('10.9.8.255', '192.0.2.255', ''),
  cluster_name: word,
  comment: word,
  connected_to: mac,
  cpu_count: number,
  definition: fc.constantFrom('', '//node', '//node[@id="core"]'),
  description: word,
  distro_series: series,
  email: word.map((name) => `${name}@example.com`),
  error: word,
  filename: fc.constantFrom('standing', 'http://mirror.example.com/boot-kernel'),
  files: word,
  foreign_dhcp_ip: fc.constantFrom('192.0.2.9', '2001:db8::9', ''),
  hostname: word,
  id: node,
  images: fc.constantFrom('[]', `[${image}}]`, `[${image}, "label": "daily", "supported_subarches": "a,b"}]`),
  interface: fc.constantFrom('eth0', 'eth1', 'standing', ''),
  interfaces: fc.constantFrom('[]', `[${iface}}]`, `[${iface}, "router_ip": "10.9.8.254"}]`),
  ip: address,
  ip_range_high: fc.constantFrom('10.9.8.99', '192.0.2.99', ''),
  ip_range_low: fc.constantFrom('10.9.8.10', '192.0.2.10', ''),
  is_superuser: flag,
  kernel_opts: word,
  key: fc.constant(
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJcrxDfHxYvKZ7mhTPPzfMG5uY8yFpR4ZJw2XW2qKzGv somebody@example.com',
  ),
  leases: fc.constantFrom('{}', '{"198.51.100.7": "02:fe:00:00:00:01"}', '{"fd00::7": "02fe.0000.0001"}'),
  keyring_data: fc.constantFrom('c2FsdA==', ''),
  keyring_filename: fc.constantFrom('/usr/share/keyrings/keys.gpg', ''),
  labels: fc.constantFrom('release', 'daily', '*'),
  mac_address: mac,
  management: fc.constantFrom('0', '1', '2', ''),
  mac_addresses: mac,
  macs: fc.constantFrom('02:fe:00:00:00:01', ''),
  mem: number,
  memory: number,
  model: fc.constantFrom('seamicro15k', 'virsh', 'powerkvm'),
  name: fc.oneof(word, fc.constantFrom('standing', 'http_proxy', 'maas_name', 'kernel_opts', 'check_compatibility')),
  netmask: fc.constantFrom('255.255.255.0', '255.255.0.0', 'ffff:ffff:ffff:ffff::'),
  networks: network,
  node,
  nodegroup: uuid,
  nodes: node,
  not_connected_to: mac,
  not_in_zone: zone,
  not_networks: network,
  password: word,
  power_address: fc.constantFrom('127.0.0.1', 'qemu:///system'),
  power_control: fc.constantFrom('ipmi', 'restapi', 'restapi2'),
  power_parameters: fc.constantFrom('', '{}', '{"mac_address": "02:fe:00:00:00:01"}', '{"power_address": "127.0.0.1"}'),
  power_parameters_: fc.constantFrom('mac_address', 'power_address', 'power_pass', 'skip_check', 'power_driver'),
  power_type: fc.constantFrom('', 'ether_wake', 'ipmi', 'virsh'),
  release: series,
  remove: node,
  router_ip: fc.constantFrom('10.9.8.254', '192.0.2.254', ''),
  script_result: flag,
  size: number,
  status: fc.constantFrom('OK', 'FAILED', 'WORKING', '0', '1', '2'),
  storage: number,
  subarches: fc.constantFrom('generic', '*'),
  subarchitecture: fc.constant('generic'),
  system_ids: node,
  subnet_mask: fc.constantFrom('255.255.255.0', '255.255.0.0', ''),
  tags: fc.constantFrom('standing', 'use-fastpath-installer', 'standing,standing'),
  token_key: fc.stringMatching(/^[A-Za-z0-9]{18}$/),
  url: fc.constantFrom('http://images.example.com/', 'https://images.example.com/x', 'ftp://images.example.com/'),
  user_data: fc.constantFrom('c2FsdA==', 'c2Fs\nbHQ='),
  username: word,
  uuid,
  value: fc.oneof(word, flag, fc.constantFrom('true', '"text"', 'http://proxy.example.com:3128/', 'trusty')),
  vlan_tag: fc.constantFrom('0', '7', '4094', ''),
  zone,
};

const anything = fc.oneof(word, number, mac);

/** A value that an operation may well take under this name. */
export function rightFor(name: string): fc.Arbitrary<string> {
  return RIGHT[name] ?? anything;
}
