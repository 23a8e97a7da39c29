import type { Context } from '../../api/operation/context.js';
import { type Operation, operation, type Resource, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import type { Db } from '../../db/database.js';
import { NotFound } from '../../errors.js';
import { getConfig } from '../../model/configuration/configuration.js';
import { recordSystemSeen } from '../../model/nodes/boot/deployed.js';
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
  /** The system that reads this tree: the installed or commissioning one, or that of an installer. */
  readonly system: 'own' | 'installer';
}

/** Makes the resources of a tree. Unknown paths in the tree answer its index, as in the original. */
export function nodeTree({ name, path, source, userData, system }: NodeTree): Resource[] {
  const find = (context: Context) => metadataOf(source, system, context);
  return [
    resource({
      name: `${name}Handler`,
      path: `${path}{rest...}`,
      doc: 'The items that a node may read, and its reports.',
      operations: [index(source, find), signal(source, system), netboot(source, false), netboot(source, true)],
    }),
    resource({
      name: `${name}MetaDataHandler`,
      path: `${path}meta-data/{item...}`,
      doc: 'The facts by which a node sets itself up.',
      operations: [metaData(source, find)],
    }),
    resource({
      name: `${name}UserDataHandler`,
      path: `${path}user-data`,
      doc: 'The user data of a node, which cloud-init runs at boot.',
      operations: [userData],
    }),
  ];
}

type FindMetadata = (context: Context) => Promise<NodeMetadata>;

async function metadataOf(source: NodeSource, system: NodeTree['system'], context: Context): Promise<NodeMetadata> {
  checkVersion(context);
  const node = await readFrom(source, context, readNodeMetadata);
  if (system === 'own') await noteSystem(context, node);
  return node;
}

/** The first read of the metadata by its installed system ends the deployment of a node. */
async function noteSystem({ db }: Context, node: Pick<NodeMetadata, 'system_id' | 'awaits_system'>): Promise<void> {
  if (node.awaits_system) await recordSystemSeen(db, node.system_id, 'metadata');
}

function index(source: NodeSource, find: FindMetadata): Operation {
  return operation({
    on: 'GET',
    allow: source.allow,
    doc: 'List the items that can be read.',
    target: find,
    handle: async ({ target }) =>
      lines(['maas-commissioning-scripts', 'meta-data', ...(target.has_user_data ? ['user-data'] : [])]),
  });
}

function metaData(source: NodeSource, find: FindMetadata): Operation {
  return operation({
    on: 'GET',
    allow: source.allow,
    doc: 'Read a fact: instance-id, local-hostname or public-keys. Without a name, list the available ones.',
    target: find,
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
    async target(context) {
      checkVersion(context);
      const node = await readFrom(source, context, readNodeUserData);
      await noteSystem(context, node);
      return node;
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
