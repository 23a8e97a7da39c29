import type { Settings } from '../../settings.js';

/** What of the world drivers reach that is not in a node's parameters. */
export interface PowerWorld {
  /** Where magic packets go. */
  readonly wakeOnLan: { readonly address: string; readonly port: number };
  /** The kernel's table of the neighbours on the network. */
  readonly arpTable: string;
  /** Folders in which programs are looked for, as in PATH. */
  readonly toolPath: string;
  /** Whether the certificates of HTTPS servers are checked. */
  readonly tlsVerify: boolean;
  /** The known_hosts file that SSH hosts must be in; undefined: the one of this account. */
  readonly sshKnownHosts: string | undefined;
}

/** The PATH of ordinary accounts often lacks the folders of tools for administrators. */
const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The world as this process finds it. @param path the PATH of the environment */
export function powerWorld(
  settings: Pick<Settings, 'powerTlsVerify' | 'powerSshKnownHosts'>,
  path: string | undefined = process.env.PATH,
): PowerWorld {
  return {
    wakeOnLan: { address: '255.255.255.255', port: 9 },
    arpTable: '/proc/net/arp',
    toolPath: [path ?? '/usr/local/bin:/usr/bin:/bin', ...SBIN].join(':'),
    tlsVerify: settings.powerTlsVerify,
    sshKnownHosts: settings.powerSshKnownHosts,
  };
}
