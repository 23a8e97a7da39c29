import { resource } from '../../api/operation/operation.js';
import { accept, acceptAll, checkCommissioning } from './accept.js';
import { acquire } from './acquire.js';
import { release, setZone } from './bulk.js';
import { isRegistered, list, listAllocated } from './list.js';
import { create } from './new.js';

/** `nodes/` */
export const nodes = resource({
  name: 'NodesHandler',
  path: 'nodes/',
  doc: 'Manage the collection of all the nodes in the MAAS.',
  operations: [
    list,
    listAllocated,
    isRegistered,
    create,
    accept,
    acceptAll,
    acquire,
    checkCommissioning,
    release,
    setZone,
  ],
});
