import { adminOrWorker } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import { addressOrNone } from '../../../../../model/clusters/interfaces/fields.js';
import { lockInterface, recordForeignDhcp } from '../../../../../model/clusters/interfaces/interfaces.js';
import { mandatory, whenUsed } from '../../../../../params/param.js';
import { findClusterInPath } from '../../find-cluster.js';
import { interfaceJson, interfaceShape } from '../interface-json.js';

export const clusterInterfaceReportForeignDhcp = operation({
  on: 'POST',
  op: 'report_foreign_dhcp',
  audited: 'never',
  allow: adminOrWorker,
  doc: 'Report a DHCP server on the network of an interface that MAAS does not manage.',
  params: {
    foreign_dhcp_ip: whenUsed(mandatory(addressOrNone, 'The address of the server; empty for no server.')),
  },
  returns: interfaceShape,
  target: findClusterInPath,
  presenceFirst: true,
  async handle({ db, target, arg, params }) {
    const { id } = await lockInterface(db, target.id, arg('interface'));
    return interfaceJson(await recordForeignDhcp(db, id, params.foreign_dhcp_ip()));
  },
});
