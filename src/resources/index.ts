import type { Resource } from '../api/operation.js';
import { nodes } from './nodes/collection.js';
import { node } from './nodes/item.js';
import { mac, macs } from './nodes/macs.js';
import { version } from './version.js';

/** All resources of API 1.0. */
export const resources: readonly Resource[] = [
  nodes,
  node,
  macs,
  mac,
  version,
];
