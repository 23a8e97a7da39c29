import { Substatus } from '../../../substatus.js';
import { NodeStatus } from '../../statuses/node-status.js';
import { id, integer, orElse, text, textArray, time, truth } from '../mapping/columns.js';
import type { Conversion } from '../mapping/conversion.js';
import { LeftOut } from '../mapping/problems.js';
import { tableMapping } from '../mapping/table-mapping.js';
import { amountOf, knownMacs, powerOf, seriesOf } from './node-values.js';

const STATUSES: readonly number[] = Object.values(NodeStatus);
const INTERRUPTED = 'The region was taken over from MAAS while this node was commissioned.';

export const nodes = tableMapping({
  source: 'maasserver_node',
  shape: {
    id,
    system_id: text(41),
    hostname: text(255),
    status: integer,
    owner_id: orElse(id, null),
    token_id: orElse(id, null),
    agent_name: orElse(text(255), ''),
    architecture: text(31),
    osystem: orElse(text(), ''),
    distro_series: orElse(text(), ''),
    routers: orElse(textArray, null),
    zone_id: orElse(id, null),
    cpu_count: orElse(integer, 0),
    memory: orElse(integer, 0),
    storage: orElse(integer, 0),
    power_type: orElse(text(), ''),
    power_parameters: orElse(text(), ''),
    netboot: orElse(truth, true),
    error: orElse(text(255), ''),
    nodegroup_id: orElse(id, null),
    created: time,
    updated: time,
  },
  convert(row, conversion) {
    if (row.system_id === '') throw new LeftOut('system_id: is empty');
    conversion.claim('system_id', row.system_id);
    const { hostname, repeats } = nameOf(row.hostname || row.system_id, conversion);
    if (row.hostname === '') conversion.change('hostname: is empty, so the node gets its system_id as hostname');
    const state = stateOf(row, conversion);
    const nodegroup_id = row.nodegroup_id ?? conversion.facts.firstCluster ?? 0;
    conversion.require('nodegroup_id', 'maasserver_nodegroup', nodegroup_id);
    if (row.owner_id !== null) conversion.require('owner_id', 'auth_user', row.owner_id);
    const values = {
      id: row.id,
      system_id: row.system_id,
      hostname,
      hostname_repeats: repeats,
      ...state,
      owner_id: row.owner_id,
      token_id: tokenOf(row.token_id, conversion),
      agent_name: row.agent_name,
      architecture: row.architecture,
      distro_series: seriesOf(row.osystem, row.distro_series, conversion),
      routers: row.routers && knownMacs(row.routers, conversion),
      zone_id: zoneOf(row.zone_id, conversion),
      cpu_count: amountOf('cpu_count', row.cpu_count, conversion),
      memory: amountOf('memory', row.memory, conversion),
      storage: amountOf('storage', row.storage, conversion),
      ...powerOf(row.power_type, row.power_parameters, conversion),
      netboot: row.netboot,
      nodegroup_id,
      created: row.created,
      updated: row.updated,
    };
    return [{ table: 'nodes', values }];
  },
});

/** Hostnames that differ only by case are kept, as by the upgrade of an older region. */
function nameOf(hostname: string, conversion: Conversion): { hostname: string; repeats: boolean } {
  conversion.claim('hostname', hostname);
  const lower = hostname.toLowerCase();
  const repeats = conversion.holder('lower hostname', lower) !== undefined;
  if (!repeats) conversion.claim('lower hostname', lower, 'hostname');
  return { hostname, repeats };
}

/** The status of a node. An allocated node that no longer boots from the network has its operating system. */
function stateOf(row: { status: number; netboot: boolean; error: string }, conversion: Conversion) {
  if (!STATUSES.includes(row.status)) throw new LeftOut('status: is not known');
  if (row.status === NodeStatus.COMMISSIONING) {
    conversion.change('status: commissioning is not resumed, so the node has failed its tests');
    return { status: NodeStatus.FAILED_TESTS, substatus: null, error: INTERRUPTED };
  }
  const isDeployed = row.status === NodeStatus.ALLOCATED && !row.netboot;
  return { status: row.status, substatus: isDeployed ? Substatus.DEPLOYED : null, error: row.error };
}

function tokenOf(token: number | null, conversion: Conversion): number | null {
  if (token === null || conversion.has('piston_token', token)) return token;
  conversion.change('token_id: the key that acquired the node is not there');
  return null;
}

function zoneOf(zone: number | null, conversion: Conversion): number {
  if (zone !== null && conversion.has('maasserver_zone', zone)) return zone;
  if (zone !== null) conversion.change('zone_id: the zone is not there, so the node is in the default zone');
  return conversion.facts.defaultZone;
}
