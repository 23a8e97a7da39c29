import { CLUSTER_DOMAIN_LENGTH, CLUSTER_NAME_LENGTH, CLUSTER_UUID_LENGTH } from '../../clusters/cluster.js';
import { ClusterStatus } from '../../statuses/cluster-status.js';
import { id, integer, orElse, text, time } from '../mapping/columns.js';
import { LeftOut } from '../mapping/problems.js';
import { tableMapping } from '../mapping/table-mapping.js';

const STATUSES: readonly number[] = Object.values(ClusterStatus);

export const clusters = tableMapping({
  source: 'maasserver_nodegroup',
  shape: {
    id,
    uuid: text(CLUSTER_UUID_LENGTH),
    name: text(CLUSTER_DOMAIN_LENGTH),
    cluster_name: text(CLUSTER_NAME_LENGTH),
    status: integer,
    maas_url: orElse(text(), ''),
    api_token_id: id,
    created: time,
  },
  convert({ api_token_id: token_id, ...row }, conversion) {
    if (row.uuid === '') throw new LeftOut('uuid: is empty');
    if (!STATUSES.includes(row.status)) throw new LeftOut('status: is not known');
    conversion.require('api_token_id', 'piston_token', token_id);
    conversion.claim('uuid', row.uuid);
    conversion.claim('cluster_name', row.cluster_name);
    conversion.claim('api_token_id', String(token_id));
    return [{ table: 'nodegroups', values: { ...row, token_id } }];
  },
});
