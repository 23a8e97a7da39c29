import { user } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { NotFound } from '../../../errors.js';
import { findHardwareOutputs } from '../../../model/hardware/outputs.js';

export const nodeDetails = operation({
  on: 'GET',
  op: 'details',
  allow: user,
  doc: `Obtain various system details.

For example, LLDP and lshw XML dumps. Returns a {detail_type: xml, ...} map as BSON, for JSON can't do binary content.`,
  async handle({ db, arg }) {
    const found = await findHardwareOutputs(db, arg('system_id'));
    if (!found) throw new NotFound();
    const { BSON, serializeBinaries } = await import('../../../api/reply/bson.js');
    return Reply.bytes(BSON, serializeBinaries(found));
  },
});
