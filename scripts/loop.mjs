// node scripts/loop.mjs [ARGUMENTS OF VITEST…]: runs the life of an emulated machine without an operating system, of
// test/loop/. It takes half an hour on two idle cores. CURTIN_DIR names a checkout of curtin, which then installs the machine.
import { chmod, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requireLane, runLane } from './lib/lane.mjs';
import { makeMachineImage } from './lib/machine-image.mjs';
import { makeMachineRoot } from './lib/machine-root.mjs';
import { ROOT } from './lib/run.mjs';

const LOOP = path.join(ROOT, 'test/loop');
/** A machine with a disk needs them besides, and curtin does. */
const PACKAGES = [
  ...['busybox', 'e2fsprogs', 'fdisk', 'grub-pc', 'initramfs-tools', 'kmod', 'linux-image-cloud-amd64', 'overlayroot'],
  ...['dirmngr', 'dosfstools', 'eject', 'file', 'gdisk', 'gpg', 'lsb-release', 'lvm2', 'mdadm', 'parted', 'rsync'],
  ...['python3-apt', 'python3-attr', 'python3-debian', 'python3-jsonschema', 'python3-oauthlib', 'python3-packaging'],
  ...['python3-pyudev', 'python3-yaml', 'xz-utils'],
];
/** They take minutes by emulation and are of no use here. */
const MASKED =
  'apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer ' +
  'lvm2-monitor.service lvm2-lvmpolld.socket dm-event.socket blk-availability.service mdadm-shutdown.service';
/** Their folder `IMAGE` is test/loop/image/. The modules for RAID measure the speed of the processor for a long time. */
const HOOKS = [
  '--essential-hook=cp -r "$IMAGE/root/." "$1"',
  '--customize-hook=dpkg-deb --build "$IMAGE/linux-generic" "$1/kernel.deb" && chroot "$1" dpkg --install /kernel.deb',
  `--customize-hook=rm "$1/kernel.deb" && systemctl --root="$1" mask ${MASKED}`,
  '--customize-hook=cd "$1/usr/share/initramfs-tools/hooks" && rm lvm2 mdadm && chroot "$1" update-initramfs -u',
];

requireLane('a bare machine', [
  ...['dnsmasq', 'ip', 'ipmi_sim', 'ipmipower', 'libvirtd', 'mksquashfs', 'mmdebstrap', 'qemu-system-x86_64'],
  ...['unshare', 'virsh'],
]);
const root = await makeMachineRoot({
  packages: PACKAGES,
  hooks: HOOKS,
  environment: { IMAGE: path.join(LOOP, 'image') },
});
const folder = await mkdtemp(path.join(tmpdir(), 'maas-loop-'));
try {
  const extra = path.join(folder, 'extra');
  await mkdir(path.join(extra, 'usr/bin'), { recursive: true });
  await chmod(extra, 0o755);
  await addInstaller(extra, process.env.CURTIN_DIR);
  await makeMachineImage(root, extra, folder);
  process.exitCode = await runLane('test/loop', { MACHINE_IMAGE: folder });
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Adds curtin, as its package for Ubuntu has it, or what stands in for it. */
async function addInstaller(extra, checkout) {
  const [program, more] = checkout
    ? [
        path.join(checkout, 'bin/curtin'),
        { curtin: 'usr/lib/python3/dist-packages/curtin', helpers: 'usr/lib/curtin/helpers' },
      ]
    : [path.join(LOOP, 'curtin/curtin'), {}];
  await cp(program, path.join(extra, 'usr/bin/curtin'));
  for (const [name, place] of Object.entries(more)) {
    await cp(path.join(checkout, name), path.join(extra, place), { recursive: true });
  }
}
