import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findAccount, type SystemAccount } from '../../system-account.js';
import { describeMissingTool, findTool, type Tool } from '../../tools.js';
import { ClusterError } from '../error.js';

const run = promisify(execFile);

const DNSMASQ: Tool = { name: 'dnsmasq', debianPackage: 'dnsmasq-base', versionArgs: ['--version'] };
/** It ends dnsmasq with this process, also when this process is killed. */
const SETPRIV: Tool = { name: 'setpriv', debianPackage: 'util-linux', versionArgs: ['--version'] };
/** Debian keeps dnsmasq where the PATH of an ordinary account does not look. */
const ADMIN_FOLDERS = ':/usr/local/sbin:/usr/sbin:/sbin';
/** From this version on, `local` and `server` of one domain are chosen by the same rules. */
const OLDEST = [2, 86] as const;
const NEEDED_OPTIONS = ['DHCP', 'TFTP'];
const ACCOUNTS = ['dnsmasq', 'nobody'];
const CAPABILITIES = ['-all', '+net_admin', '+net_raw', '+net_bind_service'].join(',');

/** The programs by which dnsmasq runs. */
export interface DnsmasqPrograms {
  readonly dnsmasq: string;
  readonly setpriv: string;
  readonly version: string;
  /** The account of dnsmasq when this process is root; undefined: the account of this process */
  readonly account: SystemAccount | undefined;
}

/** @param searchPath folders, as in PATH @throws ClusterError for a program that is missing or too old */
export async function findDnsmasq(searchPath: string): Promise<DnsmasqPrograms> {
  const dnsmasq = await find(DNSMASQ, searchPath);
  const setpriv = await find(SETPRIV, searchPath);
  const { stdout } = await run(dnsmasq, DNSMASQ.versionArgs).catch((error: Error) => {
    throw new ClusterError(`${dnsmasq} does not run: ${error.message}`);
  });
  return { dnsmasq, setpriv, version: checkVersion(dnsmasq, stdout), account: chooseAccount() };
}

async function find(tool: Tool, searchPath: string): Promise<string> {
  const file = await findTool(tool.name, `${searchPath}${ADMIN_FOLDERS}`);
  if (file === undefined) throw new ClusterError(describeMissingTool(tool));
  return file;
}

/** @param printed what `dnsmasq --version` prints */
export function checkVersion(file: string, printed: string): string {
  const [, version = 'unknown', major = '', minor = ''] = /version ((\d+)\.(\d+)\S*)/.exec(printed) ?? [];
  const [oldestMajor, oldestMinor] = OLDEST;
  const isOldEnough = Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
  if (!isOldEnough) throw new ClusterError(`${file} has version ${version}; ${OLDEST.join('.')} or later is needed.`);
  const options = (/^Compile time options:(.*)$/m.exec(printed)?.[1] ?? '').split(' ');
  const missing = NEEDED_OPTIONS.filter((option) => !options.includes(option));
  if (missing.length > 0) throw new ClusterError(`${file} was built without ${missing.join(' and ')}.`);
  return version;
}

function chooseAccount(): SystemAccount | undefined {
  return process.getuid?.() === 0 ? findAccount(ACCOUNTS) : undefined;
}

/** The command line of a dnsmasq that ends with this process. Below root, it is an account with only CAP_NET_*. */
export function commandOf({ dnsmasq, setpriv, account }: DnsmasqPrograms, configuration: string): [string, string[]] {
  const rights = account && [
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    ...['inh-caps', 'ambient-caps', 'bounding-set'].map((set) => `--${set}=${CAPABILITIES}`),
  ];
  // The signal is forgotten when a process changes its account, so dnsmasq must not do that itself.
  const launch = [...(rights ?? []), '--no-new-privs', '--pdeathsig=TERM'];
  const serve = ['--keep-in-foreground', `--conf-file=${configuration}`, '--log-facility=-', '--pid-file='];
  return [setpriv, [...launch, dnsmasq, ...serve, ...(account || process.getuid?.() !== 0 ? [] : ['--user=root'])]];
}

/** @throws ClusterError with dnsmasq's own words for a configuration that it does not accept */
export async function testConfiguration({ dnsmasq }: DnsmasqPrograms, configuration: string): Promise<void> {
  await run(dnsmasq, ['--test', `--conf-file=${configuration}`]).catch((error: Error & { stderr?: string }) => {
    throw new ClusterError(
      `dnsmasq refuses its configuration ${configuration}: ${error.stderr?.trim() ?? error.message}`,
    );
  });
}
