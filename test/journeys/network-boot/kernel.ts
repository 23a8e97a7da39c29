import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Entry, makeCpio } from './cpio.js';

/** The version of an installed kernel of Debian's package linux-image-cloud-amd64; undefined without the package */
export const KERNEL = (existsSync('/boot') ? readdirSync('/boot') : [])
  .find((name) => /^vmlinuz-.*-cloud-amd64$/.test(name))
  ?.replace('vmlinuz-', '');

/** What the machine does after its kernel has started: it fetches its root or preseed, prints it, and powers off. */
const INIT = `#!/bin/sh
export PATH=/bin
mount -t proc proc /proc
mount -t devtmpfs devices /dev
exec > /dev/ttyS0 2>&1
for module in MODULES; do insmod $module; done
ip link set eth0 up
udhcpc -i eth0 -n -q -t 10 -s /bin/take-lease
for option in $(cat /proc/cmdline); do
  case $option in
    root=squash:*) wget -q -O /root.img \${option#root=squash:}; echo "ROOT: $(sha256sum < /root.img)" ;;
    url=*) wget -q -O /preseed \${option#url=}; cat /preseed ;;
  esac
done
echo "OPTIONS: $(cat /proc/cmdline)"
poweroff -f
`;
const TAKE_LEASE = `#!/bin/sh
[ "$1" = bound ] && ip addr add "$ip/24" dev "$interface"
`;
const APPLETS = ['sh', 'mount', 'insmod', 'ip', 'udhcpc', 'wget', 'cat', 'sha256sum', 'poweroff'];

const folder = (name: string): Entry => ({ name, mode: 0o040755 });
const program = (name: string, content: Buffer): Entry => ({ name, mode: 0o100755, content });
const linkTo = (name: string, target: string): Entry => ({ name, mode: 0o120777, content: Buffer.from(target) });

/** The kernel of the machine. @throws Error without the package */
export function readKernel(): Buffer {
  return readFileSync(`/boot/vmlinuz-${versionOf()}`);
}

/** An initial root file system with busybox and the drivers of QEMU's network card. @throws Error without the packages */
export function makeInitrd(): Buffer {
  const modules = modulesOf('virtio_pci', 'virtio_net');
  const names = modules.map((file) => `/modules/${path.basename(file)}`);
  return makeCpio([
    ...['bin', 'dev', 'lib', 'lib64', 'modules', 'proc'].map(folder),
    program('bin/busybox', readFileSync('/bin/busybox')),
    ...libraries('/bin/busybox').map((file) => program(placeOf(file), readFileSync(file))),
    ...APPLETS.map((name) => linkTo(`bin/${name}`, 'busybox')),
    ...modules.map((file) => program(`modules/${path.basename(file)}`, readFileSync(file))),
    program('bin/take-lease', Buffer.from(TAKE_LEASE)),
    program('init', Buffer.from(INIT.replace('MODULES', names.join(' ')))),
  ]);
}

function versionOf(): string {
  if (KERNEL === undefined) throw new Error('there is no kernel: apt-get install linux-image-cloud-amd64');
  return KERNEL;
}

/** The files of modules and of all that they need, in the order in which they are loaded. */
function modulesOf(...names: string[]): string[] {
  const root = `/lib/modules/${versionOf()}`;
  const lines = readFileSync(`${root}/modules.dep`, 'utf8').split('\n');
  const found = names.flatMap((name) => {
    const [module = '', needed = ''] = lines.find((line) => line.includes(`/${name}.ko`))?.split(':') ?? [];
    return [...needed.split(' ').filter(Boolean).reverse(), module];
  });
  return [...new Set(found)].map((file) => path.join(root, file));
}

/** The shared libraries of a program, by the paths that it names. */
function libraries(file: string): string[] {
  return [...execFileSync('ldd', [file], { encoding: 'utf8' }).matchAll(/\/\S+/g)].map(([library]) => library);
}

/** Where the loader looks for it: the loader itself has a path of its own. */
function placeOf(library: string): string {
  return library.startsWith('/lib64/') ? library.slice(1) : `lib/${path.basename(library)}`;
}
