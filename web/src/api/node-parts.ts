import { queryOptions } from '@tanstack/react-query';
import { api } from './client.js';
import { dataOf } from './errors.js';
import type { paths } from './schema.js';

/** The output of a script on a node. */
export type ScriptResult =
  paths['/api/1.0/commissioning-results/;op=list']['get']['responses'][200]['content']['application/json'][number];

const pathOf = (system_id: string) => ({ path: { system_id } });

/** What the keys of a node do not show. Leases and networks change it too, without a change of the node. */
export function nodeSummary(systemId: string) {
  return queryOptions({
    queryKey: ['nodes', 'one', systemId, 'summary'],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/1.0/nodes/{system_id}/;op=summary', { params: pathOf(systemId), signal })),
  });
}

/** Asks the BMC of a node now. */
export async function checkPower(systemId: string) {
  const asked = api.GET('/api/1.0/nodes/{system_id}/;op=query_power_state', { params: pathOf(systemId) });
  return (await dataOf(asked)).state;
}

/** Reads the power parameters, with their secrets. The region records who read them. */
export async function readPowerParameters(systemId: string): Promise<Readonly<Record<string, unknown>>> {
  return dataOf(api.GET('/api/1.0/nodes/{system_id}/;op=power_parameters', { params: pathOf(systemId) }));
}

/** The results of the commissioning of a node. */
export function commissioningResults(systemId: string) {
  return queryOptions({
    queryKey: ['nodes', 'one', systemId, 'results'],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/1.0/commissioning-results/;op=list', {
          params: { query: { system_id: [systemId] } },
          signal,
        }),
      ),
  });
}

/** What lshw and LLDP found, as XML texts; null without a successful result. */
export type Details = Readonly<Record<'lshw' | 'lldp', string | null>>;

export function nodeDetails(systemId: string) {
  return queryOptions({
    queryKey: ['nodes', 'one', systemId, 'details'],
    async queryFn({ signal }): Promise<Details> {
      const asked = api.GET('/api/1.0/nodes/{system_id}/;op=details', {
        params: pathOf(systemId),
        parseAs: 'arrayBuffer',
        signal,
      });
      const [bytes, { deserialize }] = await Promise.all([dataOf<ArrayBuffer | undefined>(asked), import('bson')]);
      const found = deserialize(new Uint8Array(bytes ?? new ArrayBuffer(0)), { promoteBuffers: true });
      return { lshw: textOf(found.lshw), lldp: textOf(found.lldp) };
    },
  });
}

function textOf(bytes: unknown): string | null {
  return bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : null;
}
