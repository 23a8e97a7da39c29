import { answer, cloudInitAnswers, type DataSource } from './data-source.js';
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

/** Makes the preseed of the Debian installer. The installer asks nothing, uses the first disk and turns netboot off. */
export function debianInstallerPreseed(installation: DebianInstallation): string {
  const { dataSource, proxy, ntpServer, doneUrl } = installation;
  const { protocol, host, pathname } = new URL(installation.archive);
  const scheme = protocol.replace(':', '');
  const done = `in-target wget --no-proxy ${shellWord(doneUrl)} --post-data op=netboot_off -O /dev/null`;
  const answers: readonly (readonly [question: string, type: string, value: string])[] = [
    ['debian-installer/locale', 'string', 'en_US.UTF-8'],
    ['console-setup/ask_detect', 'boolean', 'false'],
    ['keyboard-configuration/xkb-keymap', 'select', 'us'],
    ['netcfg/choose_interface', 'select', 'auto'],
    ['mirror/country', 'string', 'manual'],
    ['mirror/protocol', 'string', scheme],
    [`mirror/${scheme}/hostname`, 'string', host],
    [`mirror/${scheme}/directory`, 'string', pathname],
    [`mirror/${scheme}/proxy`, 'string', proxy ?? ''],
    ['clock-setup/utc', 'boolean', 'true'],
    ['clock-setup/ntp', 'boolean', String(ntpServer !== '')],
    ['clock-setup/ntp-server', 'string', ntpServer],
    ['time/zone', 'string', 'Etc/UTC'],
    ['partman-auto/method', 'string', 'regular'],
    ['partman-auto/choose_recipe', 'select', 'atomic'],
    ['partman-lvm/device_remove_lvm', 'boolean', 'true'],
    ['partman-md/device_remove_md', 'boolean', 'true'],
    ['partman-partitioning/confirm_write_new_label', 'boolean', 'true'],
    ['partman/choose_partition', 'select', 'finish'],
    ['partman/confirm', 'boolean', 'true'],
    ['partman/confirm_nooverwrite', 'boolean', 'true'],
    ['passwd/root-login', 'boolean', 'true'],
    // No password matches this hash. Users log in by the SSH keys that cloud-init installs.
    ['passwd/root-password-crypted', 'password', '!'],
    ['passwd/make-user', 'boolean', 'false'],
    ['pkgsel/include', 'string', 'cloud-init openssh-server wget'],
    ['pkgsel/update-policy', 'select', 'none'],
    ['grub-installer/only_debian', 'boolean', 'true'],
    ['finish-install/reboot_in_progress', 'note', ''],
    ['preseed/late_command', 'string', done],
  ];
  const lines = answers.map(([question, type, value]) => answer('d-i', question, type, value));
  return `${[...lines, ...cloudInitAnswers(dataSource)].join('\n')}\n`;
}
