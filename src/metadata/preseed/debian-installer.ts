import { DATA_SOURCE_FILE, type DataSource, installedDataSource } from './data-source.js';
import { shellWord } from './shell.js';

/** The facts of an installation by the Debian installer. */
export interface DebianInstallation {
  readonly dataSource: DataSource;
  /** The URL of the package archive. */
  readonly archive: string;
  /** The HTTP proxy; null: none. */
  readonly proxy: string | null;
  readonly ntpServer: string;
  /** The URL where the node reports that it is installed. */
  readonly doneUrl: string;
}

/**
 * Chooses the disk, as only the machine knows its disks: the first one that is not removable. Without an answer the
 * installer would ask on a machine with several disks. The boot loader goes to the same disk.
 */
const CHOOSE_DISK = [
  'for each in $(list-devices disk)',
  'do [ "$(cat "/sys/block/$(basename "$each")/removable" 2> /dev/null)" = 1 ] || { disk=$each; break; }',
  'done',
  '[ -z "$disk" ] || { debconf-set partman-auto/disk "$disk"; debconf-set grub-installer/bootdev "$disk"; }',
].join('; ');

/** Answers of packages. Without the first one, Debian's installer adds a desktop. */
const OF_PACKAGES = [
  answer('tasksel', 'tasksel/first', 'multiselect', 'standard'),
  answer('popularity-contest', 'popularity-contest/participate', 'boolean', 'false'),
];

/** Makes the preseed of the Debian installer. The installer asks nothing, uses the first disk and turns netboot off. */
export function debianInstallerPreseed(installation: DebianInstallation): string {
  const { dataSource, proxy, ntpServer, doneUrl } = installation;
  const { protocol, host, pathname } = new URL(installation.archive);
  const scheme = protocol.replace(':', '');
  const file = `/target${DATA_SOURCE_FILE}`;
  const lines = installedDataSource(dataSource).map((line) => `echo ${shellWord(line)}`);
  const late = [
    `mkdir -p ${file.replace(/\/[^/]*$/, '')}`,
    `(umask 077; { ${lines.join('; ')}; } > ${file})`,
    `in-target wget --no-proxy ${shellWord(doneUrl)} --post-data op=netboot_off -O /dev/null`,
  ].join('; ');
  const answers: readonly (readonly [question: string, type: string, value: string])[] = [
    ['debian-installer/locale', 'string', 'en_US.UTF-8'],
    ['console-setup/ask_detect', 'boolean', 'false'],
    ['keyboard-configuration/xkb-keymap', 'select', 'us'],
    ['netcfg/choose_interface', 'select', 'auto'],
    ['hw-detect/load_firmware', 'boolean', 'false'],
    ['mirror/country', 'string', 'manual'],
    ['mirror/protocol', 'string', scheme],
    [`mirror/${scheme}/hostname`, 'string', host],
    [`mirror/${scheme}/directory`, 'string', pathname],
    [`mirror/${scheme}/proxy`, 'string', proxy ?? ''],
    // The archive has the security updates, too. A network may reach no other server.
    ['apt-setup/security_host', 'string', host],
    ['apt-setup/security_path', 'string', pathname],
    ['clock-setup/utc', 'boolean', 'true'],
    ['clock-setup/ntp', 'boolean', String(ntpServer !== '')],
    ['clock-setup/ntp-server', 'string', ntpServer],
    ['time/zone', 'string', 'Etc/UTC'],
    ['partman/early_command', 'string', CHOOSE_DISK],
    ['partman-auto/method', 'string', 'regular'],
    ['partman-auto/choose_recipe', 'select', 'atomic'],
    ['partman-lvm/device_remove_lvm', 'boolean', 'true'],
    ['partman-lvm/confirm', 'boolean', 'true'],
    ['partman-lvm/confirm_nooverwrite', 'boolean', 'true'],
    ['partman-auto/purge_lvm_from_device', 'boolean', 'true'],
    ['partman-md/device_remove_md', 'boolean', 'true'],
    ['partman-md/confirm', 'boolean', 'true'],
    ['partman-md/confirm_nooverwrite', 'boolean', 'true'],
    // A disk with a system of the other firmware: the machine installs for the firmware that it booted by.
    ['partman-efi/non_efi_system', 'boolean', 'true'],
    ['partman-basicfilesystems/no_swap', 'boolean', 'false'],
    ['partman-partitioning/confirm_write_new_label', 'boolean', 'true'],
    ['partman/choose_partition', 'select', 'finish'],
    ['partman/confirm', 'boolean', 'true'],
    ['partman/confirm_nooverwrite', 'boolean', 'true'],
    ['passwd/root-login', 'boolean', 'true'],
    // No password matches this hash. Users log in by the SSH keys that cloud-init installs.
    ['passwd/root-password-crypted', 'password', '!'],
    ['passwd/make-user', 'boolean', 'false'],
    ['pkgsel/include', 'string', 'cloud-init openssh-server wget'],
    ['pkgsel/upgrade', 'select', 'none'],
    ['pkgsel/update-policy', 'select', 'none'],
    ['grub-installer/only_debian', 'boolean', 'true'],
    ['grub-installer/with_other_os', 'boolean', 'true'],
    ['grub-installer/bootdev', 'string', 'default'],
    // Firmware that forgets its boot entries finds the loader at this path.
    ['grub-installer/force-efi-extra-removable', 'boolean', 'true'],
    ['apt-setup/cdrom/set-first', 'boolean', 'false'],
    ['finish-install/reboot_in_progress', 'note', ''],
    ['preseed/late_command', 'string', late],
  ];
  const ofInstaller = answers.map(([question, type, value]) => answer('d-i', question, type, value));
  return `${[...ofInstaller, ...OF_PACKAGES].join('\n')}\n`;
}

/** Makes one line for debconf-set-selections that answers a question of a package. Any value stays on one line. */
function answer(owner: string, question: string, type: string, value: string): string {
  // A backslash at the end would join this line with the next one.
  const line = value.replace(/\p{C}/gu, ' ').replace(/\\+\s*$/, '');
  return `${owner} ${question} ${type} ${line}`.trimEnd();
}
