import type { Logger } from 'pino';
import { findForeignServers, type Probed } from '../probe/probe.js';
import type { Reports } from '../region/reports.js';

/** Finds and reports the foreign DHCP servers of interfaces. Each server, and each problem, is logged once. */
export class ForeignDhcp {
  readonly #told = new Map<string, string>();

  constructor(
    private readonly reports: Pick<Reports, 'foreignDhcp'>,
    private readonly log: Logger,
    private readonly signal: AbortSignal,
  ) {}

  /** Probes the interfaces one after the other. @throws RegionError, or the signal's reason */
  async probe(interfaces: readonly Probed[]): Promise<void> {
    for (const probed of interfaces) await this.#probeOne(probed);
  }

  async #probeOne(probed: Probed): Promise<void> {
    const { interface: name, ip } = probed;
    let servers: string[] | undefined;
    try {
      servers = await findForeignServers(probed, this.signal);
    } catch (error) {
      this.signal.throwIfAborted();
      this.#tell(
        name,
        `${name} cannot be probed for other DHCP servers: ${error instanceof Error ? error.message : error}`,
      );
      return;
    }
    if (!servers) return;
    const [foreign = ''] = servers;
    const server = foreign === ip ? 'another DHCP server on this host' : `another DHCP server, ${foreign},`;
    this.#tell(name, foreign && `${server} answers on ${name}: machines may get addresses and boot files from it`);
    await this.reports.foreignDhcp(name, foreign);
  }

  /** @param problem empty: there is no problem */
  #tell(name: string, problem: string): void {
    if (problem !== '' && this.#told.get(name) !== problem) this.log.error(problem);
    this.#told.set(name, problem);
  }
}
