import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const RELEASE = 'bookworm';
/** What the images of Ubuntu hold and the boot of a machine needs, in Debian's names. */
const PACKAGES = [
  'ca-certificates',
  'cloud-init',
  'dbus',
  'freeipmi-tools',
  'ifupdown',
  'ipmitool',
  'iproute2',
  'isc-dhcp-client',
  'libpam-systemd',
  'lldpd',
  'lshw',
  'netbase',
  'openssh-server',
  'procps',
  'python3',
  'systemd-sysv',
  'udev',
  'wget',
];
/** What differs from a new installation: the network interface, no package archive, no locales. */
const FILES = {
  'etc/network/interfaces': 'auto lo\niface lo inet loopback\nauto eth0\niface eth0 inet dhcp\n',
  'etc/apt/sources.list': '',
  'etc/cloud/cloud.cfg.d/10_image.cfg': 'locale: false\n',
};

/**
 * Makes the root file system of machines: a minimal Debian with cloud-init. It is kept for later runs in the cache
 * folder of the user.
 * @param {object} more
 * @param {string[]} more.packages names of further packages
 * @param {string[]} more.hooks options of mmdebstrap
 * @param {Record<string, string>} more.environment folders that the hooks use, by the names of their variables
 * @returns its folder, which must not be changed
 */
export async function makeMachineRoot({ packages = [], hooks = [], environment = {} } = {}) {
  const all = [...PACKAGES, ...packages];
  const more = hooks.length > 0 ? [hooks, await Promise.all(Object.values(environment).map(readTree))] : [];
  const hash = createHash('sha256')
    .update(JSON.stringify([RELEASE, all, FILES, ...more]))
    .digest('hex');
  const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache');
  const folder = path.join(cache, 'maas-region', `root-${hash.slice(0, 16)}`);
  const isMade = await access(folder).then(
    () => true,
    () => false,
  );
  if (isMade) return folder;
  const made = `${folder}.new`;
  // A run that was killed may have left it.
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
  await install(made, all, hooks, environment);
  for (const [name, content] of Object.entries(FILES)) await writeFile(path.join(made, name), content);
  await rename(made, folder);
  return folder;
}

/** The files below a folder, by name, with their content. */
async function readTree(tree) {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(files.sort().map(async (file) => [path.relative(tree, file), await readFile(file, 'utf8')]));
}

/** Installs the packages from the archive that this host uses. */
async function install(folder, packages, hooks, environment) {
  const archive = await findArchive();
  const options = ['--quiet', '--variant=minbase', '--dpkgopt=force-unsafe-io', `--include=${packages}`, ...hooks];
  await run('mmdebstrap', [...options, RELEASE, folder, archive], {
    maxBuffer: 1 << 26,
    env: { ...process.env, ...environment },
  });
}

async function findArchive() {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(CODENAME) $(SITE)']);
  const line = stdout.split('\n').find((text) => text.startsWith(`${RELEASE} `));
  if (line === undefined) throw new Error(`apt-get has no archive of ${RELEASE}. Is this Debian 12?`);
  return line.slice(RELEASE.length + 1);
}
