type Options = readonly (readonly [value: string, text: string])[];

/** An item of the configuration, with its help. */
export interface Item {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly options?: Options;
}

const YES_NO: Options = [
  ['true', 'Yes'],
  ['false', 'No'],
];

/** The items of `maas/ op=get_config`, in the order in which people need them. */
export const ITEMS: readonly Item[] = [
  { name: 'maas_name', title: 'Name of this MAAS', help: 'Shown to people.' },
  { name: 'enlistment_domain', title: 'Enlistment domain', help: 'New nodes are named in it.' },
  {
    name: 'default_distro_series',
    title: 'Series to deploy',
    help: 'The Ubuntu series that is deployed unless a start names another one.',
  },
  {
    name: 'commissioning_distro_series',
    title: 'Series to commission',
    help: 'The Ubuntu series in which nodes are examined.',
  },
  {
    name: 'kernel_opts',
    title: 'Kernel options',
    help: 'Boot parameters of every node. Those of a tag come before them.',
  },
  { name: 'http_proxy', title: 'Proxy', help: 'Nodes and image imports use it for HTTP and HTTPS. Empty: none.' },
  {
    name: 'upstream_dns',
    title: 'Upstream DNS server',
    help: 'Clusters ask it about names that they do not know. Empty: none.',
  },
  { name: 'ntp_server', title: 'NTP server', help: 'Nodes set their clocks by it.' },
  { name: 'main_archive', title: 'Main archive', help: 'The package archive for Intel architectures.' },
  { name: 'ports_archive', title: 'Ports archive', help: 'The package archive for other architectures.' },
  {
    name: 'enable_third_party_drivers',
    title: 'Third-party drivers',
    help: 'Whether deployments install proprietary drivers.',
    options: YES_NO,
  },
  {
    name: 'check_compatibility',
    title: 'Check compatibility',
    help: 'Whether to check compatibility and certification of components.',
    options: YES_NO,
  },
];
