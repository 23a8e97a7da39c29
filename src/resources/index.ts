import type { Resource } from '../api/operation/operation.js';
import { account } from './account/index.js';
import { sshkeys } from './account/prefs/sshkeys/index.js';
import { sshkey } from './account/prefs/sshkeys/keyid/index.js';
import { commissioningResults } from './commissioning-results/index.js';
import { commissioningScripts } from './commissioning-scripts/index.js';
import { commissioningScript } from './commissioning-scripts/name/index.js';
import { events } from './events/index.js';
import { file } from './files/filename/index.js';
import { files } from './files/index.js';
import { installationResults } from './installation-results/index.js';
import { maas } from './maas/index.js';
import { networks } from './networks/index.js';
import { network } from './networks/name/index.js';
import { nodegroups } from './nodegroups/index.js';
import { bootImage } from './nodegroups/uuid/boot-images/id/index.js';
import { bootImages } from './nodegroups/uuid/boot-images/index.js';
import { selection } from './nodegroups/uuid/boot-sources/boot_source_id/selections/id/index.js';
import { selections } from './nodegroups/uuid/boot-sources/boot_source_id/selections/index.js';
import { bootSource } from './nodegroups/uuid/boot-sources/id/index.js';
import { bootSources } from './nodegroups/uuid/boot-sources/index.js';
import { nodegroup } from './nodegroups/uuid/index.js';
import { interfaces } from './nodegroups/uuid/interfaces/index.js';
import { clusterInterface } from './nodegroups/uuid/interfaces/interface/index.js';
import { nodes } from './nodes/index.js';
import { node } from './nodes/system_id/index.js';
import { macs } from './nodes/system_id/macs/index.js';
import { mac } from './nodes/system_id/macs/mac_address/index.js';
import { pxeconfig } from './pxeconfig/index.js';
import { tags } from './tags/index.js';
import { tag } from './tags/name/index.js';
import { users } from './users/index.js';
import { user } from './users/username/index.js';
import { version } from './version/index.js';
import { webhook } from './webhooks/id/index.js';
import { webhooks } from './webhooks/index.js';
import { zones } from './zones/index.js';
import { zone } from './zones/name/index.js';

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
  installationResults,
  events,
  webhooks,
  webhook,
  maas,
  pxeconfig,
  version,
];
