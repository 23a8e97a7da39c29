import { z } from 'zod';
import { worker } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { replaceLeases } from '../../../model/clusters/leases.js';
import { countSkippedLeases } from '../../../model/clusters/skipped-leases.js';
import { mandatory } from '../../../params/param.js';
import { SHORT_TEXT } from '../short-text.js';
import { findReportingCluster } from './find-cluster.js';

/** How much of skipped leases the log shows. */
const EXAMPLES = 5;
const EXAMPLE_LENGTH = 100;

export const nodegroupUpdateLeases = operation({
  on: 'POST',
  op: 'update_leases',
  audited: 'never',
  allow: worker,
  doc: `Submit the latest state of DHCP leases within the cluster.

These are all of its leases: those that were reported before and not now have ended. An address that another cluster
has leased stays with that one. Entries that are not an IP address and a MAC address are skipped.`,
  params: { leases: mandatory(z.string(), 'A JSON object with the MAC address of every leased IP address.') },
  target: findReportingCluster,
  presenceFirst: true,
  async handle({ db, target, params, log }) {
    const { skipped, taken } = await replaceLeases(db, target.id, params.leases);
    if (skipped.length > 0) {
      const examples = skipped.slice(0, EXAMPLES).map((entry) => entry.slice(0, EXAMPLE_LENGTH));
      log.warn(
        { uuid: target.uuid, leases: skipped.length, examples },
        'leases were skipped: not an IP and a MAC address',
      );
      countSkippedLeases(skipped.length);
    }
    if (taken > 0) log.warn({ uuid: target.uuid, leases: taken }, 'leases were ignored: another cluster has them');
    return Reply.text('Leases updated.', 200, SHORT_TEXT);
  },
});
