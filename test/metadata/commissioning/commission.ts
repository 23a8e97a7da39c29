import { bootMachine, partsOf, type Run } from '../../support/machine.js';
import { byIdPath, METADATA, nodeKey, storedResults, type WithSystemId } from '../../support/nodes.js';
import type { Region } from '../../support/region.js';

/** The user data that the region has for a node. */
export async function readUserData(region: Region, { system_id }: WithSystemId): Promise<string> {
  const key = await nodeKey(region, system_id);
  return (await region.get(key, `${METADATA}user-data`)).ok().text;
}

/** The script that commissions a node, from its user data. */
export async function readScript(region: Region, node: WithSystemId): Promise<string> {
  return partsOf(await readUserData(region, node)).get('user_data.sh') ?? '';
}

/** An lshw that is there at once, and finds nothing. */
export const QUICK_LSHW = { lshw: 'echo "<list/>"' };

/** Boots a machine as this node, which fetches the script that commissions it and runs that. */
export async function commission(
  region: Region,
  node: WithSystemId,
  programs: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const preseed = (await region.get(null, byIdPath(node), { op: 'get_preseed' })).ok().text;
  return bootMachine({ script: await readScript(region, node), preseed, programs });
}

/** The results of a node's commissioning: exit codes and texts, by their names. */
export async function resultsOf(region: Region, node: WithSystemId) {
  const results = await storedResults(region, node);
  return new Map(
    results.map(({ name, scriptResult, data }) => [name, { code: scriptResult, text: Buffer.from(data).toString() }]),
  );
}
