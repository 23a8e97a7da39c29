import { expect } from 'vitest';
import { ClusterProgram, relayRegion } from '../../support/cluster-program.js';
import { eventually } from '../../support/eventually.js';
import { MachineNetwork, SERVER_IP } from '../../support/machine-network.js';
import type { Region } from '../../support/region.js';
import { publishImage } from './image.js';

/** The region's settings with which machines of the network reach it. */
export const REGION_SETTINGS = { env: { MAAS_URL: `http://${SERVER_IP}:5240/MAAS` } };

/** A network in which virtual machines boot through `maas-region cluster`. */
export class BootSite implements AsyncDisposable {
  private constructor(
    readonly network: MachineNetwork,
    /** Network devices for virtual machines */
    readonly taps: readonly string[],
    readonly cluster: ClusterProgram,
    private readonly relay: AsyncDisposable,
  ) {}

  /** Starts an accepted cluster that has an image with these files, and whose machines print on a serial line. */
  static async make(region: Region, machines: number, files: Readonly<Record<string, Buffer>>): Promise<BootSite> {
    const network = await MachineNetwork.make();
    const taps = await network.addTaps(machines);
    const relay = await relayRegion(network, region);
    const cluster = ClusterProgram.start(network, 'cluster');
    const site = new BootSite(network, taps, cluster, relay);
    try {
      await publishImage(region, (await cluster.readClaim()).uuid, files);
      (await region.post('admin', 'maas/', { op: 'set_config', name: 'kernel_opts', value: 'console=ttyS0' })).ok();
      const uuid = await cluster.accept(region);
      await cluster.waitForService();
      await eventually(async () => {
        expect((await region.get('admin', `nodegroups/${uuid}/boot-images/`)).text).toContain('commissioning');
      });
      return site;
    } catch (error) {
      await site[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster[Symbol.asyncDispose]();
    await this.relay[Symbol.asyncDispose]();
    await this.network[Symbol.asyncDispose]();
  }
}
