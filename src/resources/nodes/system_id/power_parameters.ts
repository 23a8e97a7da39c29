import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { recordEvent } from '../../../events/record.js';
import { getPowerNode } from '../../../model/nodes/lifecycle/power.js';

export const nodePowerParameters = operation({
  on: 'GET',
  op: 'power_parameters',
  allow: admin,
  /** The parameters are only sent when the event about the read is committed. */
  transaction: true,
  doc: `Obtain the power parameters of the node, including passwords. Only for administrators. Each read is recorded as
an event.`,
  returns: z.record(z.string(), z.unknown()),
  target: ({ db, arg }) => getPowerNode(db, arg('system_id')),
  async handle({ db, caller, target }) {
    const { username } = userOf(caller);
    await recordEvent(db, {
      level: 'INFO',
      type: 'Power parameters read',
      description: `Read by ${username}`,
      systemId: target.systemId,
      username,
    });
    return Reply.json(target.powerParameters, 200, { 'cache-control': 'no-store' });
  },
});
