import { type Access, user } from '../../api/operation/authorize.js';
import { type Operation, operation, type Resource, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { Forbidden } from '../../errors.js';
import { builtInScripts } from '../commissioning/scripts.js';
import { scriptsArchive } from '../payload/scripts-archive.js';
import type { NodeSource } from './node-source.js';
import { nodeTree, ownUserData } from './node-tree.js';
import { checkVersion, lines, VERSIONS } from './versions.js';

/** A node that signs with its own credentials. It may only read its own data. */
const node: Access = { ...user, label: 'node' };

export const ownSource: NodeSource = {
  allow: node,
  refer: ({ caller }) => ({ by: 'token', value: caller.token?.key ?? '' }),
  missing: () => new Forbidden('These are not the credentials of a node.'),
};

/** Lists the versions for any caller with credentials. */
export const versionIndex: Operation = operation({
  on: 'GET',
  allow: user,
  doc: 'List the versions of the metadata service.',
  handle: async () => lines(VERSIONS),
});

const scripts = operation({
  on: 'GET',
  allow: user,
  doc: 'Get all commissioning scripts, built-in and added ones, as a tar archive.',
  async handle(context) {
    checkVersion(context);
    const added = await context.db.prisma.commissioningScript.findMany({ select: { name: true, content: true } });
    return Reply.bytes('application/tar', await scriptsArchive([...builtInScripts(), ...added]));
  },
});

/** `/metadata/` and `/metadata/{version}/`, for nodes with credentials. */
export const ownTree: readonly Resource[] = [
  resource({
    name: 'MetadataVersionsHandler',
    path: '',
    doc: 'The versions of the metadata service.',
    operations: [versionIndex],
  }),
  resource({
    name: 'MetadataVersionsHandler',
    path: '{name}',
    doc: 'The versions of the metadata service. A version without its final slash shows this list too.',
    operations: [versionIndex],
  }),
  resource({
    name: 'MetadataScriptsHandler',
    path: '{version}/maas-commissioning-scripts{rest...}',
    doc: 'The scripts of commissioning.',
    operations: [scripts],
  }),
  ...nodeTree({
    name: 'Metadata',
    path: '{version}/',
    source: ownSource,
    userData: ownUserData(ownSource),
    system: 'own',
  }),
];
