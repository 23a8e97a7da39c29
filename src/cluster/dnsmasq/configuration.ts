import type { ManagedNetwork } from './networks.js';

/** What serves the machines after their address: iPXE by TFTP, then its script by HTTP. */
export interface BootService {
  /** The port of the HTTP server on each managed interface's address */
  readonly port: number;
  /** The folder from which dnsmasq serves TFTP */
  readonly tftpRoot: string;
  /** The path of the first iPXE script, such as /boot.ipxe */
  readonly scriptPath: string;
  /** Names of boot loaders in `tftpRoot`, by values of option 93 (RFC 4578, 2.1). Other firmware gets no boot file. */
  readonly bootFiles: ReadonlyMap<number, string>;
}

/** The input of dnsmasq's configuration; all texts are validated. */
export interface DnsmasqInput {
  readonly networks: readonly ManagedNetwork[];
  /** Undefined: machines get neither names nor a domain. */
  readonly zone: string | undefined;
  /** The addresses to which other questions are forwarded; empty: those of the host */
  readonly forwarders: readonly string[];
  /** The DNS servers for machines in networks without ours */
  readonly resolvers: readonly string[];
  readonly ntpServers: readonly string[];
  readonly boot: BootService | undefined;
  readonly files: { readonly hosts: string; readonly leases: string };
}

const LEASE_TIME = '1h';
/** The default of dnsmasq is 1,000 leases, less than the networks of a large cluster have. */
const MOST_LEASES = 100_000;
/** The text of dnsmasq's configuration: DHCP in all networks, DNS where it is wanted, and TFTP. */
export function writeConfiguration(input: DnsmasqInput): string {
  const { networks, zone, files } = input;
  const lines = [
    '# Written by maas-region cluster. Changes are lost.',
    ...networks.map((network) => `interface=${network.interface}`),
    // dnsmasq would listen on the loopback interface too, where other resolvers are.
    'except-interface=lo',
    // Sockets are bound to the interfaces, which may appear later.
    'bind-dynamic',
    'no-hosts',
    ...(networks.some(({ dns }) => dns) ? writeDns(input) : ['port=0']),
    ...(zone === undefined ? [] : [`domain=${zone}`]),
    `dhcp-leasefile=${files.leases}`,
    `dhcp-hostsfile=${files.hosts}`,
    `dhcp-lease-max=${MOST_LEASES}`,
    // A machine that is not known could otherwise take the name of another.
    'dhcp-ignore-names',
    // dnsmasq answers no other machine for the 3 seconds of a ping, in which iPXE gives up when a rack boots at once.
    'no-ping',
    ...networks.flatMap((network) => writeNetwork(network, input)),
    ...(input.boot ? writeBoot(input.boot, networks) : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Without `local`, dnsmasq answers REFUSED for a name whose lease is gone, and for AAAA of a name with a lease. */
function writeDns({ networks, zone, forwarders }: DnsmasqInput): string[] {
  const named = networks.filter(({ dns }) => dns);
  return [
    'domain-needed',
    ...(forwarders.length > 0 ? ['no-resolv', ...forwarders.map((address) => `server=${address}`)] : []),
    ...named.map(({ cidr }) => `rev-server=${cidr}`),
    ...(zone === undefined ? [] : [`local=/${zone}/`, ...named.map(({ cidr }) => `synth-domain=${zone},${cidr}`)]),
  ];
}

function writeNetwork(network: ManagedNetwork, { resolvers, ntpServers }: DnsmasqInput): string[] {
  const { tag, low, high, mask, broadcast, router, ip, dns } = network;
  const option = (name: string, values: readonly string[]) =>
    `dhcp-option=${[`tag:${tag}`, `option:${name}`, ...values].join(',')}`;
  return [
    `dhcp-range=set:${tag},${low},${high},${mask},${broadcast},${LEASE_TIME}`,
    // An option without values is not sent. dnsmasq would send its own address.
    option('router', router === '' ? [] : [router]),
    option('dns-server', dns ? [ip] : resolvers),
    ...(ntpServers.length > 0 ? [option('ntp-server', ntpServers)] : []),
  ];
}

/** A firmware loads iPXE by TFTP. iPXE asks for an address again, and then loads the script by HTTP. */
function writeBoot({ port, tftpRoot, scriptPath, bootFiles }: BootService, networks: readonly ManagedNetwork[]) {
  const files = [...bootFiles];
  return [
    'enable-tftp',
    `tftp-root=${tftpRoot}`,
    'dhcp-userclass=set:ipxe,iPXE',
    ...files.map(([firmware]) => `dhcp-match=set:firmware-${firmware},option:client-arch,${firmware}`),
    ...files.map(([firmware, name]) => `dhcp-boot=tag:!ipxe,tag:firmware-${firmware},${name}`),
    ...networks.map(({ tag, ip }) => `dhcp-boot=tag:ipxe,tag:${tag},http://${ip}:${port}${scriptPath}`),
  ];
}
