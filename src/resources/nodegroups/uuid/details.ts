import { adminOrWorker } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Invalid } from '../../../errors.js';
import { readOutputSizes, streamOutputs } from '../../../model/hardware/cluster-outputs.js';
import { many } from '../../../params/param.js';
import { systemId } from '../../../params/values.js';
import { findClusterInPath } from './find-cluster.js';

export const nodegroupDetails = operation({
  on: 'POST',
  op: 'details',
  transaction: false,
  unkept: 'is BSON',
  audited: 'never',
  allow: adminOrWorker,
  doc: `Obtain various system details for each node specified.

For example, LLDP and lshw XML dumps. Returns a {system_id: {detail_type: xml, ...}, ...} map as BSON, for JSON can't do
binary content. Nodes of other clusters are skipped. The answer is cut off when results of the nodes change while it is
sent: retry then.`,
  params: { system_ids: many(systemId, 'The system_id of a node; may be repeated.') },
  target: findClusterInPath,
  async handle({ db, target, params: { system_ids: systemIds } }) {
    const { binariesLength, bsonOfDocuments, documentsLength, MAX_BSON } = await import('../../../api/reply/bson.js');
    const sizes = await readOutputSizes(db, target.id, systemIds);
    const lengths = sizes.map(({ systemId, lshw, lldp }) => [systemId, binariesLength({ lshw, lldp })] as const);
    const length = documentsLength(lengths);
    if (length > MAX_BSON) {
      throw Invalid.field(
        'system_ids',
        'The details of these nodes are too large for one answer: ask for fewer nodes.',
      );
    }
    return bsonOfDocuments(length, streamOutputs(db, sizes));
  },
});
