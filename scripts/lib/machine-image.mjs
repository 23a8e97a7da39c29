import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What no machine needs, as emulation is slow. */
const LEFT_OUT = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/info',
  'usr/share/i18n',
  'var/log/*',
];
/** Mounts the folders `$1`, the upper ones first, over one another at `$2`, in a namespace of its own. */
const OVERLAY = 'mount -t overlay overlay -o "lowerdir=$1" "$2" && shift 2 && exec "$@"';

/**
 * Makes an image as a mirror has it: `boot-kernel`, `boot-initrd` and `squashfs`.
 * @param {string} root a root file system with a kernel
 * @param {string} extra a folder with further files of the root
 * @param {string} folder the image goes here
 */
export async function makeMachineImage(root, extra, folder) {
  const boot = await readdir(path.join(root, 'boot'));
  const copy = async (prefix, name) => {
    const found = boot.find((file) => file.startsWith(prefix));
    if (found === undefined) throw new Error(`${root}/boot has no ${prefix}*.`);
    await copyFile(path.join(root, 'boot', found), path.join(folder, name));
  };
  await copy('vmlinuz-', 'boot-kernel');
  await copy('initrd.img-', 'boot-initrd');
  const merged = path.join(folder, 'merged');
  await mkdir(merged);
  const pack = [
    ...['mksquashfs', merged, path.join(folder, 'squashfs')],
    ...['-comp', 'lz4', '-noappend', '-no-progress', '-quiet', '-no-xattrs', '-wildcards', '-e', ...LEFT_OUT],
  ];
  await run('unshare', ['--mount', 'sh', '-c', OVERLAY, 'sh', `${extra}:${root}`, merged, ...pack]);
}
