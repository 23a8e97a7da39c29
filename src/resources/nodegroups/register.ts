import { anonymous } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { Forbidden } from '../../errors.js';
import { isLoopback } from '../../loopback.js';
import { claimHash } from '../../model/clusters/claim-code.js';
import {
  CLUSTER_DOMAIN_LENGTH,
  CLUSTER_NAME_LENGTH,
  CLUSTER_UUID_LENGTH,
  type Cluster,
  findCluster,
} from '../../model/clusters/cluster.js';
import { reportedInterfaces } from '../../model/clusters/interfaces/reported-interfaces.js';
import { readLocalClusterUuid } from '../../model/clusters/local-cluster.js';
import { warnOfForeignHash } from '../../model/clusters/registration/claim-key.js';
import { registerCluster } from '../../model/clusters/registration/register-cluster.js';
import { ClusterStatus } from '../../model/statuses/cluster-status.js';
import { blankable, mandatory } from '../../params/param.js';
import { textUpTo } from '../../params/values.js';
import type { Settings } from '../../settings.js';
import { SHORT_TEXT } from './short-text.js';

export const nodegroupsRegister = operation({
  on: 'POST',
  op: 'register',
  allow: anonymous,
  // Clusters repeat their registration. Only the first one is a change.
  audited: 'by handler',
  doc: `Register a cluster.

A new cluster waits until an administrator accepts it (202). An accepted cluster is answered 200 with the broker's URL.
A rejected cluster is answered 403. Registering again changes nothing.`,
  names: ['uuid'],
  params: {
    uuid: mandatory(textUpTo(CLUSTER_UUID_LENGTH).min(1, 'This field is required.'), "The cluster's own identifier."),
    name: blankable(textUpTo(CLUSTER_DOMAIN_LENGTH), 'The DNS zone of its nodes.', ''),
    cluster_name: blankable(textUpTo(CLUSTER_NAME_LENGTH), 'A name of the cluster for people.', ''),
    claim_hash: blankable(
      claimHash,
      `The SHA-256 of the secret by which the cluster will claim its key (op=claim_key), in hex. Only the first
registration sets it.`,
    ),
    interfaces: blankable(
      reportedInterfaces,
      `Its network interfaces: a JSON list of objects with interface, ip, subnet_mask, broadcast_ip, router_ip,
ip_range_low, ip_range_high and management (0 unmanaged, 1 DHCP, 2 DHCP and DNS).`,
      [],
    ),
  },
  async handle({ db, caller, settings, log, audit, params }) {
    const { uuid, name, cluster_name: clusterName, interfaces, claim_hash: hash } = params;
    const known = await findCluster(db, uuid);
    if (known) {
      const reply = answer(known, settings);
      if (hash !== undefined && hash !== known.claimHash) await warnOfForeignHash(db, known);
      return reply;
    }
    // Anybody can learn a uuid, which `list` shows. So only this machine registers as its cluster.
    const isLocal = isLoopback(caller.address) && uuid === (await readLocalClusterUuid(settings.clusterConfig));
    const registration = { uuid, name, clusterName, interfaces, isLocal, claimHash: hash };
    const registered = await registerCluster(db, registration);
    await audit.write(db);
    log.info({ uuid: registered.uuid }, 'a cluster has registered');
    return answer(registered, settings);
  },
});

/** @throws Forbidden for a rejected cluster */
function answer(cluster: Cluster, settings: Settings): unknown {
  switch (cluster.status) {
    case ClusterStatus.ACCEPTED:
      return { BROKER_URL: settings.brokerUrl };
    case ClusterStatus.REJECTED:
      throw new Forbidden('This cluster has been rejected.');
    default:
      return Reply.text('The cluster is waiting to be accepted by an administrator.', 202, SHORT_TEXT);
  }
}
