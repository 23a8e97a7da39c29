import { isIPv6 } from 'node:net';
import type { Access } from '../../api/operation/authorize.js';
import type { Context } from '../../api/operation/context.js';
import type { Db } from '../../db/database.js';
import { type ClientError, Forbidden } from '../../errors.js';
import { type BootingNode, lockBootingNode, type NodeReference } from '../../model/nodes/boot/booting-node.js';

/** How a tree of the metadata service identifies the node of a request. */
export interface NodeSource {
  readonly allow: Access;
  /** @throws Forbidden when this caller may not read metadata this way */
  refer(context: Context): NodeReference;
  /** Makes the error for an unknown node. */
  missing(): ClientError;
}

/** Reads data of the node that a request is about. @throws the source's error for an unknown node */
export async function readFrom<Found>(
  source: NodeSource,
  context: Context,
  read: (db: Db, reference: NodeReference) => Promise<Found | undefined>,
): Promise<Found> {
  const found = await read(context.db, source.refer(context));
  if (found === undefined) throw source.missing();
  return found;
}

/** Reads and locks the node that a request is about. @throws the source's error for an unknown node */
export function lockFrom(source: NodeSource, context: Context): Promise<BootingNode> {
  return readFrom(source, context, lockBootingNode);
}

/** Checks that METADATA_ALLOW permits the caller's address to read anonymous trees. @throws Forbidden */
export function checkAddress({ caller, settings }: Context): void {
  const { address } = caller;
  const allowed = settings.metadataAllow?.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') ?? true;
  if (!allowed) throw new Forbidden('This address may not read metadata without credentials.');
}
