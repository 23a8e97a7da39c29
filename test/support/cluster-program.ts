import { once } from 'node:events';
import path from 'node:path';
import { expect } from 'vitest';
import { BIN } from '../cli/server.js';
import { eventually } from './eventually.js';
import { type MachineNetwork, SERVER_IP } from './machine-network.js';
import { endProgram } from './processes.js';
import type { Region } from './region.js';
import { relayCommand, relayTo } from './relay.js';
import { Interface } from './shapes.js';

const PORT = 5240;
const RANGE = { router_ip: '10.20.0.254', ip_range_low: '10.20.0.100', ip_range_high: '10.20.0.200' };

type Program = ReturnType<MachineNetwork['startBeside']>;

/** Makes a region reachable in the network of machines, at port 5240 of the cluster's host. */
export async function relayRegion(network: MachineNetwork, region: Region): Promise<AsyncDisposable> {
  const socket = path.join(network.folder, 'region');
  const outside = await relayTo(Number(region.api.port), socket);
  const inside = network.startBeside(relayCommand(socket, PORT));
  await once(inside.stdout, 'data');
  return {
    async [Symbol.asyncDispose]() {
      await endProgram(inside);
      await outside[Symbol.asyncDispose]();
    },
  };
}

/** `maas-region cluster` in a network of machines. */
export class ClusterProgram implements AsyncDisposable {
  /** All that it printed and logged */
  output = '';

  private constructor(
    readonly program: Program,
    /** The folder of the cluster */
    readonly folder: string,
  ) {
    for (const stream of [program.stdout, program.stderr]) stream.on('data', (chunk) => (this.output += chunk));
  }

  static start(network: MachineNetwork, name: string, environment: NodeJS.ProcessEnv = {}): ClusterProgram {
    const dataDir = path.join(network.folder, name);
    const own = { MAAS_DATA_DIR: dataDir, LOG_LEVEL: 'debug', ...environment };
    const command = [BIN, 'cluster', '--region', `http://127.0.0.1:${PORT}/MAAS`];
    return new ClusterProgram(network.startBeside(command, own), path.join(dataDir, 'cluster'));
  }

  /** Reads what its terminal says for its administrator. */
  async readClaim(): Promise<{ uuid: string; code: string }> {
    return eventually(() => {
      const [, uuid, code] = /accept uuid=(\S+) claim_code=(\S+)/.exec(this.output) ?? [];
      if (uuid === undefined || code === undefined) throw new Error(`there is no claim:\n${this.output}`);
      return { uuid, code };
    });
  }

  /** Accepts it as its terminal says, and gives it DHCP and DNS on its interface. @returns its uuid */
  async accept(region: Region): Promise<string> {
    const { uuid, code } = await this.readClaim();
    (await region.post('admin', 'nodegroups/', { op: 'accept', uuid, claim_code: code })).ok();
    const interfaces = `nodegroups/${uuid}/interfaces/`;
    const [found] = (await region.get('admin', interfaces, { op: 'list' })).as(Interface.array());
    expect(found).toMatchObject({ interface: 'srv0', ip: SERVER_IP, management: 0 });
    (await region.put('admin', `${interfaces}srv0/`, { management: 2, ...RANGE })).ok();
    return uuid;
  }

  /** Waits until machines are served. */
  async waitForService(): Promise<void> {
    await eventually(() => expect(this.output).toContain('dnsmasq serves'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProgram(this.program);
  }
}
