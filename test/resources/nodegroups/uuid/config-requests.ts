import { expect } from 'vitest';
import { clusterConfig } from '../../../../src/cluster/config.js';
import { eventually } from '../../../support/eventually.js';
import { MANAGED, makeCluster, type TestCluster } from '../../../support/factories/clusters.js';
import { makeNode, randomMac } from '../../../support/factories/nodes.js';
import type { Region } from '../../../support/region.js';

export const OP = 'cluster_config';
/** The queries of a request that waits: nonce, cluster, configuration, interfaces and hosts. */
export const QUERIES = 5;

/** Requests for the configuration of clusters of a region. */
export function configRequests(region: Region) {
  const read = ({ path: resource, key }: TestCluster, version = '', of = region) =>
    of.get(key, resource, { op: OP, version });
  const configOf = async (cluster: TestCluster, of = region) => (await read(cluster, '', of)).as(clusterConfig);
  const makeWithNode = async () => {
    const cluster = await makeCluster(region, 'accepted', { interfaces: [MANAGED] });
    const node = await makeNode(region, 'declared', { macs: [randomMac(), randomMac()] });
    await moveTo(cluster, node.system_id);
    return { cluster, node };
  };
  const moveTo = ({ uuid }: TestCluster, systemId: string) =>
    region.database.prisma.node.update({ where: { systemId }, data: { nodegroup: { connect: { uuid } } } });

  /** Sends the version of the current configuration, and makes a change when the request waits. */
  async function answerAfter(cluster: TestCluster, change: () => Promise<unknown>, of: Region = region) {
    const { version } = await configOf(cluster, of);
    const waiting = read(cluster, version, of);
    await eventually(() => expect(of.queries()).toBeGreaterThanOrEqual(QUERIES));
    await change();
    return waiting;
  }
  return { read, configOf, makeWithNode, moveTo, answerAfter };
}
