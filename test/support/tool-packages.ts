import { findTool } from '../../src/tools.js';

/** Programs that some tests work with, and the Debian packages that have them. */
const PACKAGES = {
  amttool: 'amtterm libsoap-lite-perl',
  as: 'binutils',
  chromium: 'chromium',
  'cloud-init': 'cloud-init',
  curl: 'curl',
  'debconf-set-selections': 'debconf',
  dig: 'bind9-dnsutils',
  dnsmasq: 'dnsmasq-base',
  fakebmc: 'python3-pyghmi',
  fence_cdu: 'fence-agents telnet',
  gpg: 'gnupg',
  haproxy: 'haproxy',
  ip: 'iproute2',
  'ipmi-chassis-config': 'freeipmi-tools',
  ipmi_sim: 'openipmi',
  ipmipower: 'freeipmi-tools',
  ipmitool: 'ipmitool',
  ld: 'binutils',
  libvirtd: 'libvirt-daemon',
  lshw: 'lshw',
  nc: 'netcat-openbsd',
  nginx: 'nginx',
  openssl: 'openssl',
  promtool: 'prometheus',
  python3: 'python3',
  'qemu-system-x86_64': 'qemu-system-x86',
  'ssh-keygen': 'openssh-client',
  sshd: 'openssh-server',
  'systemd-analyze': 'systemd',
  telnet: 'telnet',
  udhcpc: 'udhcpc',
  virsh: 'libvirt-clients',
} as const;

export type TestTool = keyof typeof PACKAGES;

/** Where a test looks for programs: also where Debian keeps those of administrators. */
export const TOOL_PATH = `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`;

/** Those that are not installed here. */
export const missing = new Set<string>();
for (const name of Object.keys(PACKAGES)) if (!(await findTool(name, TOOL_PATH))) missing.add(name);

/** Which of the programs are not installed, in one line; undefined when all are. */
export function missingTools(): string | undefined {
  const names = Object.entries(PACKAGES).filter(([name]) => missing.has(name));
  if (names.length === 0) return undefined;
  const packages = [...new Set(names.flatMap(([, packed]) => packed.split(' ')))];
  const tools = names.map(([name]) => name).join(', ');
  return `Tests that need ${tools} are skipped: apt-get install --no-install-recommends ${packages.join(' ')}`;
}
