import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { findMissingIpxe } from '../../cluster/boot/tftp.js';
import { requireCapabilities } from '../../cluster/dnsmasq/capabilities.js';
import { findDnsmasq } from '../../cluster/dnsmasq/programs.js';
import { ClusterError } from '../../cluster/error.js';
import { Backoff } from '../../cluster/wait.js';
import { openLog } from '../../server/logger.js';
import type { Settings } from '../../settings.js';
import { CliError, type Io } from '../lib/io.js';
import { awaitInterface, type HostInterface, requireInterface } from './host-interface.js';
import { urlForCluster } from './own-cluster.js';
import { Stop } from './stop.js';

/** The capabilities that the region does not get. */
const OF_CLUSTER = ['net_bind_service', 'net_admin', 'net_raw'].map((name) => `-${name}`).join(',');
/** A cluster that ran for longer than this is started again without a growing wait. */
const STABLE_MS = 60_000;
/** Ctrl-C reaches the children before this process knows of it. */
const SIGNAL_MS = 200;

/**
 * Serves the region and a cluster on an interface of this host, each in a process of its own, until a signal comes. This
 * process only starts them: the region and its PostgreSQL have no capabilities for networks, and the cluster does not
 * open the database.
 * @throws CliError, ClusterError when the host cannot do it; nothing is made then
 */
export async function serveWithCluster(settings: Settings, name: string, io: Io): Promise<void> {
  await requireInterface(name);
  const setpriv = await requirePrograms(io.env.PATH ?? '');
  await requireCapabilities();
  const log = await openLog(settings, io.stderr);
  const stop = new Stop();
  const stopping = new AbortController();
  void stop.requested.then(() => stopping.abort(new Error('a signal came')));
  const own = await Promise.race([awaitInterface(name, log, stopping.signal), stop.requested]);
  if (!own) return;
  refuseOtherAddress(settings, own);
  const region = startRegionProcess(setpriv, own, { ...io.env, ALSO_LISTEN: own.ip });
  const ended = once(region, 'exit').then(([code, signal]) => {
    stopping.abort(new Error('the region ended'));
    // A region that is still starting ends by the signal itself.
    if (!(stop.isRequested || region.killed) || code > 0) throw new CliError(`The region ended (${signal ?? code}).`);
  });
  // Empty, as a missing one would come from .env again.
  const env = { ...io.env, DATABASE_URL: '' };
  // Once, as an interface that loses its carrier shows no address.
  const url = urlForCluster(settings, own);
  const startCluster = () => startProcess([setpriv, '--pdeathsig', 'TERM'], ['cluster', '--region', url], env);
  try {
    await Promise.race([once(region, 'message'), ended, stop.requested]);
    if (!stopping.signal.aborted) await supervise(startCluster, log, stopping.signal);
  } finally {
    region.kill('SIGTERM');
    await ended;
  }
}

/** The region listens on the interface by ALSO_LISTEN. @throws CliError when the setting names another address */
function refuseOtherAddress({ alsoListen, host }: Settings, { ip }: HostInterface): void {
  if (alsoListen === undefined || alsoListen === ip || ['0.0.0.0', '::'].includes(host)) return;
  throw new CliError(
    `With --cluster, ALSO_LISTEN is ${ip}. To listen on ${alsoListen} too, set HOST to it or to 0.0.0.0.`,
  );
}

/** @returns the path of setpriv @throws ClusterError when a program of the cluster is missing */
async function requirePrograms(searchPath: string): Promise<string> {
  const { setpriv } = await findDnsmasq(searchPath);
  const missing = await findMissingIpxe();
  if (missing !== undefined) throw new ClusterError(missing);
  return setpriv;
}

/** The region sends a message when it serves. */
function startRegionProcess(setpriv: string, own: HostInterface, env: NodeJS.ProcessEnv): ChildProcess {
  // Only root may also change the set that its children get with any program.
  const bounds = process.getuid?.() === 0 ? ['--bounding-set', OF_CLUSTER] : [];
  const drop = ['--ambient-caps', OF_CLUSTER, '--inh-caps', OF_CLUSTER, ...bounds];
  return startProcess(
    [setpriv, '--pdeathsig', 'TERM', ...drop],
    ['serve', '--cluster-region', JSON.stringify(own)],
    env,
    true,
  );
}

/** Starts a command of this program. It gets a signal when this process is killed. */
function startProcess(
  [file = '', ...before]: readonly string[],
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  withChannel = false,
): ChildProcess {
  const args = [...before, process.execPath, ...process.execArgv, process.argv[1] ?? '', ...command];
  const channel = withChannel ? (['ipc'] as const) : [];
  return spawn(file, args, { env, stdio: ['ignore', 'inherit', 'inherit', ...channel] });
}

/** Runs the cluster, and starts it again when it ends, until the signal aborts. */
async function supervise(start: () => ChildProcess, log: Logger, signal: AbortSignal): Promise<void> {
  const backoff = new Backoff(signal);
  while (!signal.aborted) {
    const cluster = start();
    const began = Date.now();
    const end = () => cluster.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    const [code, by] = await once(cluster, 'exit');
    signal.removeEventListener('abort', end);
    await sleep(SIGNAL_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    log.error({ code, signal: by }, 'the cluster ended, and is started again');
    if (Date.now() - began > STABLE_MS) backoff.reset();
    await backoff.wait().catch(() => {});
  }
}
