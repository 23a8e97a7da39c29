import type { BlockList } from 'node:net';
import type { Settings } from '../../settings.js';

/** Everything outside of a node's parameters that drivers depend on. */
export interface PowerEnvironment {
  /** The destination of magic packets. */
  readonly wakeOnLan: { readonly address: string; readonly port: number };
  /** The file with the kernel's ARP table. */
  readonly arpTable: string;
  /** Folders that are searched for programs, as in PATH. */
  readonly toolPath: string;
  /** Whether the certificates of HTTPS servers are verified. */
  readonly tlsVerify: boolean;
  /** The known_hosts file that must list SSH hosts; undefined: the one of this account. */
  readonly sshKnownHosts: string | undefined;
  /** Networks with addresses that are not global unicast, or with other ports, to which power webhooks may be sent. */
  readonly webhookAllow: BlockList;
}

type PowerSettings = Pick<Settings, 'powerTlsVerify' | 'powerSshKnownHosts' | 'powerWebhookAllow'>;

/** The PATH of ordinary accounts often lacks the folders of tools for administrators. */
const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The environment of this process. @param path its PATH */
export function readPowerEnvironment(
  settings: PowerSettings,
  path: string | undefined = process.env.PATH,
): PowerEnvironment {
  return {
    wakeOnLan: { address: '255.255.255.255', port: 9 },
    arpTable: '/proc/net/arp',
    toolPath: [path ?? '/usr/local/bin:/usr/bin:/bin', ...SBIN].join(':'),
    tlsVerify: settings.powerTlsVerify,
    sshKnownHosts: settings.powerSshKnownHosts,
    webhookAllow: settings.powerWebhookAllow,
  };
}
