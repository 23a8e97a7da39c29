import type { Logger } from 'pino';
import type { BootServer } from '../boot/server.js';
import type { ClusterConfig } from '../config.js';
import type { Dnsmasq } from '../dnsmasq/dnsmasq.js';
import { type ManagedNetwork, readNetworks } from '../dnsmasq/networks.js';
import { readLeases, watchLeases } from '../dnsmasq/watch-leases.js';
import { Latest } from '../latest.js';
import type { RegionClient } from '../region/client.js';
import { followConfig } from '../region/follow-config.js';
import { reportsTo } from '../region/reports.js';
import { ForeignDhcp } from './foreign-dhcp.js';
import { findAbsentInterfaces } from './host.js';

export interface ServeOptions {
  readonly region: RegionClient;
  readonly uuid: string;
  readonly key: string;
  readonly folder: string;
  readonly boot: BootServer;
  readonly dnsmasq: Dnsmasq;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const LEASES_MS = 300_000;
const PROBE_MS = 60_000;
const REFRESH_MS = 60_000;

/** Does what the region says, and reports to it. @throws KeyRefused, or the signal's reason */
export async function serveRegion(options: ServeOptions): Promise<never> {
  const { region, uuid, key, folder, boot, dnsmasq, log } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const reports = reportsTo(region, uuid, key);
  const latest = <Value>(failure: string, use: (value: Value) => Promise<void>, repeatMs?: number) =>
    new Latest<Value>({ use, failure, log, signal, ...(repeatMs !== undefined && { repeatMs }) });
  const problems = new Problems(log);
  const foreign = new ForeignDhcp(reports, log, signal);
  const served = latest(
    'the configuration cannot be served',
    async (config: ClusterConfig) => problems.set([...(await dnsmasq.update(config)), ...findAbsentInterfaces(config)]),
    // The host's DNS servers and interfaces may change too.
    REFRESH_MS,
  );
  const leases = latest(
    'leases cannot be reported',
    // Leases expire without a change of the file.
    async (file: string) => reports.leases(await readLeases(file)),
    LEASES_MS,
  );
  const images = latest('images cannot be reported', (all: ClusterConfig['images']) => reports.images(all));
  const probes = latest(
    'foreign DHCP servers cannot be reported',
    (all: readonly ManagedNetwork[]) => foreign.probe(all),
    PROBE_MS,
  );
  const follow = async (): Promise<never> => {
    for await (const config of followConfig({ region, uuid, key, folder, log, signal })) {
      boot.update(config);
      served.set(config);
      images.set(config.images);
      probes.set(readNetworks(config).networks);
    }
    throw new Error('the configurations of the region have an end');
  };
  leases.set(dnsmasq.leaseFile);
  using _watch = watchLeases(dnsmasq.leaseFile, () => leases.set(dnsmasq.leaseFile));
  const tasks = [follow(), served.run(), leases.run(), images.run(), probes.run()];
  try {
    return await Promise.race(tasks);
  } finally {
    ended.abort(new Error('the cluster stops serving this region'));
    await Promise.allSettled(tasks);
  }
}

/** Logs each problem once while it lasts. */
class Problems {
  #known: readonly string[] = [];

  constructor(private readonly log: Logger) {}

  set(problems: readonly string[]): void {
    for (const problem of problems) if (!this.#known.includes(problem)) this.log.error(problem);
    this.#known = problems;
  }
}
