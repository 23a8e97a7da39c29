import { type Context, type Operation, operation, type Resource, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import type { Db } from '../../db/database.js';
import { NotFound } from '../../errors.js';
import { getConfig } from '../../model/configuration/configuration.js';
import { type NodeMetadata, readMetadata, readUserData } from '../../model/nodes/boot/metadata.js';
import { NodeStatus } from '../../model/statuses/node-status.js';
import { commissioningUserData } from '../commissioning/user-data.js';
import { netboot } from './netboot.js';
import { type NodeSource, readFrom } from './node-source.js';
import { signal } from './signal.js';
import { checkVersion, lines } from './versions.js';

/** What every tree tells of a node, and what a node tells there. */
export interface NodeTree {
  /** With which the names of its resources begin. */
  readonly name: string;
  /** Below `/metadata/`, with a slash at its end; it has a `{version}`. */
  readonly path: string;
  readonly source: NodeSource;
  readonly userData: Operation;
}

/** The resources of a tree. Whatever in it has no meaning of its own is its index, as nodes have always found it. */
export function nodeTree({ name, path, source, userData }: NodeTree): Resource[] {
  return [
    resource({
      name: `${name}Handler`,
      path: `${path}{rest...}`,
      doc: 'What a node may read, and what it tells of itself.',
      operations: [index(source), signal(source), netboot(source, false), netboot(source, true)],
    }),
    resource({
      name: `${name}MetaDataHandler`,
      path: `${path}meta-data/{item...}`,
      doc: 'The facts by which a node sets itself up.',
      operations: [metaData(source)],
    }),
    resource({
      name: `${name}UserDataHandler`,
      path: `${path}user-data`,
      doc: 'What a node runs when it boots.',
      operations: [userData],
    }),
  ];
}

function metadataOf(source: NodeSource, context: Context): Promise<NodeMetadata> {
  checkVersion(context);
  return readFrom(source, context, readMetadata);
}

function index(source: NodeSource): Operation {
  return operation({
    on: 'GET',
    allow: source.allow,
    doc: 'List what there is to read.',
    target: (context) => metadataOf(source, context),
    handle: async ({ target }) =>
      lines(['maas-commissioning-scripts', 'meta-data', ...(target.has_user_data ? ['user-data'] : [])]),
  });
}

function metaData(source: NodeSource): Operation {
  return operation({
    on: 'GET',
    allow: source.allow,
    doc: 'Read a fact: instance-id, local-hostname or public-keys; without a name, list those that there are.',
    target: (context) => metadataOf(source, context),
    handle: async ({ target, arg }) => lines(fact(target, arg('item').split('/', 1)[0] ?? '')),
  });
}

/** @throws NotFound */
function fact({ system_id, hostname, public_keys }: NodeMetadata, item: string): readonly string[] {
  switch (item) {
    case '':
      return ['instance-id', 'local-hostname', ...(public_keys.length > 0 ? ['public-keys'] : [])];
    case 'instance-id':
      return [system_id];
    case 'local-hostname':
      return [hostname];
    case 'public-keys':
      return public_keys;
    default:
      throw new NotFound(`Unknown metadata: ${item}`);
  }
}

/** The user data that was stored for a node; while it is commissioned and has none, what commissions it. */
export function ownUserData(source: NodeSource): Operation {
  return operation({
    on: 'GET',
    allow: source.allow,
    doc: "Read the node's user data, byte for byte as it was given.",
    target(context) {
      checkVersion(context);
      return readFrom(source, context, readUserData);
    },
    async handle({ db, target: { data, status } }) {
      const bytes = data ?? (status === NodeStatus.COMMISSIONING ? await forCommissioning(db) : undefined);
      if (!bytes) throw new NotFound('');
      return Reply.bytes('application/octet-stream', bytes);
    },
  });
}

async function forCommissioning(db: Db): Promise<Buffer> {
  return commissioningUserData({ proxy: await getConfig(db, 'http_proxy') });
}
