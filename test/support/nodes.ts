import type { Prisma } from '../../src/db/generated/client.js';
import type { Fields, Value } from './body.js';
import type { ApiKey } from './oauth.js';
import { credentialsIn } from './preseed.js';
import type { As, Region } from './region.js';
import { Node } from './shapes.js';

/** Status numbers of the document. */
export const DECLARED = 0;
export const COMMISSIONING = 1;
export const FAILED_TESTS = 2;
export const MISSING = 3;
export const READY = 4;
export const RESERVED = 5;
export const ALLOCATED = 6;
export const RETIRED = 7;

/** Numbers of `substatus` that say more than the status (docs/contract/rest.md 0.9). */
export const DEPLOYED = 6;
export const BROKEN = 8;
export const DEPLOYING = 9;
export const FAILED_DEPLOYMENT = 11;
export const RELEASING = 12;
export const FAILED_RELEASING = 13;

/** Where nodes read their metadata. */
export const METADATA = '/MAAS/metadata/latest/';

export interface WithSystemId {
  readonly system_id: string;
}

/** The path of a node's resource. */
export const nodePath = ({ system_id }: WithSystemId): string => `nodes/${system_id}/`;
/** The path by which a node without credentials reads its own metadata. */
export const byIdPath = ({ system_id }: WithSystemId): string => `${METADATA}by-id/${system_id}/`;

/** A node that does not exist. */
export const UNKNOWN_NODE: WithSystemId = { system_id: 'node-unknown' };

export async function readNode(region: Region, systemId: string, as: As = 'admin'): Promise<Node> {
  return (await region.get(as, `nodes/${systemId}/`)).as(Node);
}

/** The first MAC address of a node. */
export function macOf({ macaddress_set: [mac] }: Node): string {
  if (!mac) throw new Error('the node has no MAC address');
  return mac.mac_address;
}

/** Reads the stored row of a node, with columns that the API does not show. */
export function storedNode({ database }: Region, { system_id: systemId }: WithSystemId) {
  const include = { owner: true, token: true, userData: true, nodegroup: true } as const;
  return database.prisma.node.findUniqueOrThrow({ where: { systemId }, include });
}

/** Changes a node directly in the database, for changes that no operation makes. */
export async function alterNode(
  { database }: Region,
  { system_id: systemId }: WithSystemId,
  data: Prisma.NodeUpdateInput,
): Promise<void> {
  await database.prisma.node.update({ where: { systemId }, data });
}

/** Sets the last change of a node to `seconds` ago. */
export async function ageNode({ database }: Region, { system_id }: WithSystemId, seconds: number): Promise<void> {
  await database.pool.query('UPDATE nodes SET updated = now() - make_interval(secs => $2) WHERE system_id = $1', [
    system_id,
    seconds,
  ]);
}

/** The stored outputs of a node's commissioning, by name. */
export function storedResults({ database }: Region, { system_id: systemId }: WithSystemId) {
  return database.prisma.commissioningResult.findMany({ where: { node: { systemId } }, orderBy: { name: 'asc' } });
}

/** The last power action of a node. */
export function lastPowerAction({ database }: Region, { system_id: systemId }: WithSystemId) {
  return database.prisma.powerAction.findFirst({ where: { systemId }, orderBy: { id: 'desc' } });
}

/** The credentials of a node, from its preseed as the machine itself gets them. */
export async function nodeKey(region: Region, systemId: string): Promise<ApiKey> {
  const reply = await region.get(null, byIdPath({ system_id: systemId }), { op: 'get_preseed' });
  return credentialsIn(reply.ok().text);
}

export type Signal = 'OK' | 'FAILED' | 'WORKING';

/** Reports as the node does, with the outputs of its scripts by their names. */
export async function signal(
  region: Region,
  key: ApiKey,
  status: Signal,
  outputs: Readonly<Record<string, string | Buffer>> = {},
  scriptResult = 0,
  path = METADATA,
): Promise<void> {
  const files = Object.entries(outputs).map(([name, data]): [string, Value] => [name, { filename: name, data }]);
  const form: Fields = [['op', 'signal'], ['status', status], ['script_result', scriptResult], ...files];
  (await region.post(key, path, form)).ok();
}
