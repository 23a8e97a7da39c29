import { chown, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { findClosedFolder } from '../../system-account.js';
import type { ClusterConfig } from '../config.js';
import { ClusterError } from '../error.js';
import { writeFileSafely } from '../write-file.js';
import { requireCapabilities } from './capabilities.js';
import { type BootService, writeConfiguration } from './configuration.js';
import { readZone, writeHosts } from './hosts.js';
import { readNetworks } from './networks.js';
import { commandOf, type DnsmasqPrograms, findDnsmasq, testConfiguration } from './programs.js';
import { NtpServers, readAddresses, readHostResolvers } from './servers.js';
import { Supervisor } from './supervisor.js';

export interface DnsmasqOptions {
  /** For the configuration, the hosts and the leases; made when it is missing */
  readonly folder: string;
  readonly boot: BootService | undefined;
  readonly log: Logger;
  /** Folders in which programs are searched, as in PATH */
  readonly searchPath: string;
}

/** What dnsmasq reads without quotes: a comma or a blank would end it. */
const PLAIN_PATH = /^[\w./+=:@~-]+$/;

/** DHCP, DNS and TFTP of a cluster, served by dnsmasq. */
export class Dnsmasq {
  readonly #files: { readonly configuration: string; readonly hosts: string; readonly leases: string };
  #programs: DnsmasqPrograms | undefined;
  #supervisor: Supervisor | undefined;
  #configuration = '';
  #hosts = '';
  readonly #ntp = new NtpServers();

  constructor(private readonly options: DnsmasqOptions) {
    const at = (name: string) => path.join(options.folder, name);
    this.#files = { configuration: at('dnsmasq.conf'), hosts: at('hosts'), leases: at('leases') };
  }

  /** dnsmasq's lease file. It is missing before the first start. */
  get leaseFile(): string {
    return this.#files.leases;
  }

  /**
   * Serves by a new configuration. New hosts are read by the running dnsmasq; all else restarts it, with its leases.
   * @returns problems of single interfaces and hosts; the others are served
   * @throws ClusterError when this host cannot serve at all; what ran before goes on
   */
  async update(config: ClusterConfig): Promise<string[]> {
    const { networks, problems } = readNetworks(config);
    if (networks.length === 0) {
      await this.close();
      return problems;
    }
    const programs = await this.#prepare();
    const zone = readZone(config);
    if (zone === undefined) problems.push(`the name of the cluster is no DNS zone: ${JSON.stringify(config.name)}`);
    const hosts = zone === undefined ? { text: '', problems: [] } : writeHosts(config.hosts, zone);
    const ntp = await this.#ntp.resolveAll(config.ntp_server);
    const configuration = writeConfiguration({
      networks,
      zone,
      forwarders: readAddresses(config.upstream_dns),
      resolvers: await readHostResolvers(),
      ntpServers: ntp.addresses,
      boot: this.options.boot,
      files: this.#files,
    });
    await this.#apply(programs, configuration, hosts.text);
    return [...problems, ...hosts.problems, ...ntp.problems];
  }

  /** Ends dnsmasq. Leases stay in their file. */
  async close(): Promise<void> {
    await this.#supervisor?.stop();
    this.#supervisor = undefined;
    this.#configuration = '';
  }

  async #prepare(): Promise<DnsmasqPrograms> {
    const { folder, boot, searchPath } = this.options;
    if (this.#programs) return this.#programs;
    for (const used of [folder, ...(boot ? [boot.tftpRoot] : [])]) {
      if (!PLAIN_PATH.test(used)) throw new ClusterError(`dnsmasq cannot use the path ${JSON.stringify(used)}.`);
    }
    const programs = await findDnsmasq(searchPath);
    await requireCapabilities();
    const { account } = programs;
    await mkdir(folder, { recursive: true, mode: 0o755 });
    if (account) await chown(folder, account.uid, account.gid);
    const closed = findClosedFolder(folder, account) ?? (boot && findClosedFolder(boot.tftpRoot, account));
    if (account && closed) {
      throw new ClusterError(`dnsmasq runs as ${account.name}, which may not enter ${closed}: chmod o+x ${closed}`);
    }
    this.#programs = programs;
    return programs;
  }

  async #apply(programs: DnsmasqPrograms, configuration: string, hosts: string): Promise<void> {
    const isNew = configuration !== this.#configuration || !this.#supervisor;
    if (isNew) {
      const tried = `${this.#files.configuration}.new`;
      await writeFileSafely(tried, configuration);
      await testConfiguration(programs, tried);
      await rename(tried, this.#files.configuration);
    }
    if (isNew || hosts !== this.#hosts) await writeFileSafely(this.#files.hosts, hosts);
    if (isNew) await this.#restart(programs);
    else if (hosts !== this.#hosts) this.#supervisor?.reload();
    this.#configuration = configuration;
    this.#hosts = hosts;
  }

  async #restart(programs: DnsmasqPrograms): Promise<void> {
    await this.#supervisor?.stop();
    this.#supervisor = new Supervisor(commandOf(programs, this.#files.configuration), this.options.log);
    this.#supervisor.start();
  }
}
