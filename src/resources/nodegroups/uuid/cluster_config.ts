import { setTimeout as settle } from 'node:timers/promises';
import { z } from 'zod';
import { adminOrWorker } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { Forbidden } from '../../../errors.js';
import { type Cluster, readCluster } from '../../../model/clusters/cluster.js';
import { readClusterConfig } from '../../../model/clusters/config/cluster-config.js';
import { ClusterStatus } from '../../../model/statuses/cluster-status.js';
import { blankable } from '../../../params/param.js';
import { findClusterInPath } from './find-cluster.js';

/** Less than the usual time-out of proxies. */
const WAIT_MS = 50_000;
/** Changes come in groups: many machines enlist at once, each with several MAC addresses. */
const SETTLE_MS = 500;

const configShape = z.object({
  version: z.string(),
  uuid: z.string(),
  name: z.string(),
  maas_url: z.string(),
  ntp_server: z.string(),
  upstream_dns: z.string(),
  http_proxy: z.string(),
  interfaces: z.array(
    z.object({
      interface: z.string(),
      ip: z.string(),
      management: z.number().int(),
      subnet_mask: z.string(),
      broadcast_ip: z.string(),
      router_ip: z.string(),
      ip_range_low: z.string(),
      ip_range_high: z.string(),
    }),
  ),
  hosts: z.array(z.object({ hostname: z.string(), macs: z.array(z.string()) })),
  images: z.array(
    z.object({
      osystem: z.string(),
      architecture: z.string(),
      subarchitecture: z.string(),
      release: z.string(),
      label: z.string(),
      purposes: z.array(z.string()),
      files: z.array(z.object({ name: z.string(), sha256: z.string(), size: z.number().int() })),
    }),
  ),
});

export const nodegroupClusterConfig = operation({
  on: 'GET',
  op: 'cluster_config',
  allow: adminOrWorker,
  doc: `Obtain all that a cluster needs to serve its machines: DHCP, DNS, hosts and images.

Without a version, or with another one than the current, the answer comes at once. Else it comes after a change, or after
50 seconds as 304 without a body. The files of images are at images/files/SHA256 below the URL of the region.`,
  params: { version: blankable(z.string(), 'The version of the last answer.') },
  returns: configShape,
  target: findClusterInPath,
  async handle({ db, target, caller, params, links, settings, notifications }) {
    const read = (cluster: Cluster) =>
      readClusterConfig(db, cluster, settings.imagesDir, links.region(cluster.maasUrl));
    if (params.version === undefined) return Reply.plainJson(await read(target));
    // Before the first read, so that no change after it is missed.
    using watch = await notifications.watch(target.id);
    const current = await read(target);
    if (current.version !== params.version) return Reply.plainJson(current);
    const end = await watch.changed(WAIT_MS);
    if (end === 'closed') return Reply.unchanged();
    if (end === 'changed') await settle(SETTLE_MS);
    const cluster = await readCluster(db, target.uuid);
    if (caller.cluster && cluster.status !== ClusterStatus.ACCEPTED)
      throw new Forbidden('This cluster is not accepted.');
    const changed = await read(cluster);
    return changed.version === params.version ? Reply.unchanged() : Reply.plainJson(changed);
  },
});
