import type { Resource } from '../api/operation/operation.js';
import { account } from './account.js';
import { bootImage, bootImages } from './boot-images.js';
import { commissioningResults } from './commissioning-results.js';
import { commissioningScript, commissioningScripts } from './commissioning-scripts.js';
import { events } from './events.js';
import { file, files } from './files.js';
import { maas } from './maas.js';
import { network, networks } from './networks.js';
import { bootSource, bootSources } from './nodegroups/boot-sources.js';
import { selection, selections } from './nodegroups/boot-sources-selections.js';
import { nodegroups } from './nodegroups/collection.js';
import { clusterInterface, interfaces } from './nodegroups/interfaces.js';
import { nodegroup } from './nodegroups/item.js';
import { nodes } from './nodes/collection.js';
import { node } from './nodes/item.js';
import { mac, macs } from './nodes/macs.js';
import { pxeconfig } from './pxeconfig.js';
import { sshkey, sshkeys } from './sshkeys.js';
import { tag, tags } from './tags.js';
import { user, users } from './users.js';
import { version } from './version.js';
import { zone, zones } from './zones.js';

/** All resources of API 1.0. */
export const resources: readonly Resource[] = [
  nodes,
  node,
  macs,
  mac,
  account,
  users,
  user,
  sshkeys,
  sshkey,
  tags,
  tag,
  zones,
  zone,
  networks,
  network,
  nodegroups,
  nodegroup,
  interfaces,
  clusterInterface,
  bootImages,
  bootImage,
  bootSources,
  bootSource,
  selections,
  selection,
  files,
  file,
  commissioningScripts,
  commissioningScript,
  commissioningResults,
  events,
  maas,
  pxeconfig,
  version,
];
