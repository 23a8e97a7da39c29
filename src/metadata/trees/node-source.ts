import { isIPv6 } from 'node:net';
import type { Access } from '../../api/operation/access.js';
import type { Context } from '../../api/operation/operation.js';
import type { Db } from '../../db/database.js';
import { type ClientError, Forbidden } from '../../errors.js';
import { type BootingNode, lockBootingNode, type NodeReference } from '../../model/nodes/boot/booting-node.js';

/** How a tree of the metadata service knows which node a request is about. */
export interface NodeSource {
  readonly allow: Access;
  /** @throws Forbidden when this caller may not ask for it */
  refer(context: Context): NodeReference;
  /** The answer when there is no such node. */
  missing(): ClientError;
}

/** What a tree reads of the node that a request is about. */
export async function readFrom<Found>(
  source: NodeSource,
  context: Context,
  read: (db: Db, reference: NodeReference) => Promise<Found | undefined>,
): Promise<Found> {
  const found = await read(context.db, source.refer(context));
  if (found === undefined) throw source.missing();
  return found;
}

/** The node that a request is about, locked. */
export function lockFrom(source: NodeSource, context: Context): Promise<BootingNode> {
  return readFrom(source, context, lockBootingNode);
}

/** Anonymous trees are open to the addresses of METADATA_ALLOW only. @throws Forbidden */
export function checkAddress({ caller, settings }: Context): void {
  const { address } = caller;
  const allowed = settings.metadataAllow?.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') ?? true;
  if (!allowed) throw new Forbidden('This address may not read metadata without credentials.');
}
