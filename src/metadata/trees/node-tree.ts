import type { Context } from '../../api/operation/context.js';
import { type Operation, operation, type Resource, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import type { Db } from '../../db/database.js';
import { NotFound } from '../../errors.js';
import { getConfig } from '../../model/configuration/configuration.js';
import { type NodeMetadata, readNodeMetadata, readNodeUserData } from '../../model/nodes/boot/metadata.js';
import { NodeStatus } from '../../model/statuses/node-status.js';
import { commissioningUserData } from '../commissioning/user-data.js';
import { netboot } from './netboot.js';
import { type NodeSource, readFrom } from './node-source.js';
import { signal } from './signal.js';
import { checkVersion, lines } from './versions.js';

/** A tree of metadata about one node, where the node also reports. */
export interface NodeTree {
  /** The beginning of the names of the tree's resources. */
  readonly name: string;
  /** The path below `/metadata/`, with `{version}` and a slash at its end. */
  readonly path: string;
  readonly source: NodeSource;
  readonly userData: Operation;
}

/** Makes the resources of a tree. Unknown paths in the tree answer its index, as in the original. */
export function nodeTree({ name, path, source, userData }: NodeTree): Resource[] {
  return [
    resource({
      name: `${name}Handler`,
      path: `${path}{rest...}`,
      doc: 'The items that a node may read, and its reports.',
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
      doc: 'The user data of a node, which cloud-init runs at boot.',
      operations: [userData],
    }),
  ];
}

function metadataOf(source: NodeSource, context: Context): Promise<NodeMetadata> {
  checkVersion(context);
  return readFrom(source, context, readNodeMetadata);
}

function index(source: NodeSource): Operation {
  return operation({
    on: 'GET',
    allow: source.allow,
    doc: 'List the items that can be read.',
    target: (context) => metadataOf(source, context),
    handle: async ({ target }) =>
      lines(['maas-commissioning-scripts', 'meta-data', ...(target.has_user_data ? ['user-data'] : [])]),
  });
}

function metaData(source: NodeSource): Operation {
  return operation({
    on: 'GET',
    allow: source.allow,
    doc: 'Read a fact: instance-id, local-hostname or public-keys. Without a name, list the available ones.',
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

/** Reads the user data stored for a node. A commissioning node without stored user data gets that of commissioning. */
export function ownUserData(source: NodeSource): Operation {
  return operation({
    on: 'GET',
    allow: source.allow,
    doc: "Read the node's user data, byte for byte as it was sent.",
    target(context) {
      checkVersion(context);
      return readFrom(source, context, readNodeUserData);
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
