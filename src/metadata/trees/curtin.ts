import { encodeSegment } from '../../api/operation/links.js';
import { operation, type Resource, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { Conflict } from '../../errors.js';
import { Folders } from '../../images/folders.js';
import { getConfig } from '../../model/configuration/configuration.js';
import { type Installation, readInstallation } from '../../model/nodes/boot/installation.js';
import { regionUrl } from '../payload/region-url.js';
import { curtinInstaller } from '../preseed/curtin.js';
import { doneUrl } from '../preseed/node.js';
import { ownSource, versionIndex } from './by-token.js';
import { readFrom } from './node-source.js';
import { nodeTree } from './node-tree.js';
import { checkVersion } from './versions.js';

const FOLDERS = new Folders('/images');

/** @throws Conflict when the node's cluster has no image for the node */
function imagePath({ uuid, image }: Installation): string {
  if (!image)
    throw new Conflict("There is no image to install in the node's cluster: its architecture and series have none.");
  const { osystem, architecture, subarchitecture, release, label } = image;
  const place = [osystem, architecture, subarchitecture, release, label].map(encodeSegment);
  return [FOLDERS.cluster(uuid), 'current', ...place].join('/');
}

const userData = operation({
  on: 'GET',
  allow: ownSource.allow,
  doc: 'Get the script that installs the node.',
  target(context) {
    checkVersion(context);
    return readFrom(ownSource, context, readInstallation);
  },
  async handle({ db, target, links }) {
    const region = regionUrl(target.maas_url, links);
    const script = curtinInstaller({
      imageUrl: `${region}${imagePath(target)}`,
      dataSource: { metadataUrl: `${region}/metadata/`, key: target.key },
      reportTo: { metadataUrl: `${region}/metadata/curtin`, key: target.key },
      proxy: await getConfig(db, 'http_proxy'),
      doneUrl: doneUrl(region, target.system_id),
    });
    return Reply.bytes('application/octet-stream', Buffer.from(script));
  },
});

/** `/metadata/curtin/`: the metadata for nodes that are being installed. */
export const curtinTree: readonly Resource[] = [
  resource({
    name: 'CurtinVersionsHandler',
    path: 'curtin/',
    doc: 'The versions of the metadata service for installations.',
    operations: [versionIndex],
  }),
  ...nodeTree({ name: 'Curtin', path: 'curtin/{version}/', source: ownSource, userData, system: 'installer' }),
];
