import { worker } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { replaceLeases, reportedLeases } from '../../../model/clusters/leases.js';
import { mandatory } from '../../../params/param.js';
import { SHORT_TEXT } from '../short-text.js';
import { findReportingCluster } from './find-cluster.js';

export const nodegroupUpdateLeases = operation({
  on: 'POST',
  op: 'update_leases',
  allow: worker,
  doc: `Submit the latest state of DHCP leases within the cluster.

These are all of its leases: those that were reported before and not now have ended. An address that another cluster
has leased stays with that one.`,
  params: { leases: mandatory(reportedLeases, 'A JSON object with the MAC address of every leased IP address.') },
  target: findReportingCluster,
  presenceFirst: true,
  async handle({ db, target, params: { leases }, log }) {
    const taken = await replaceLeases(db, target.id, leases);
    if (taken > 0) log.warn({ uuid: target.uuid, leases: taken }, 'leases were ignored: another cluster has them');
    return Reply.text('Leases updated.', 200, SHORT_TEXT);
  },
});
