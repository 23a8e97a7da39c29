import type { Resource } from '../api/operation.js';
import { byId } from './by-id.js';
import { byMacTree } from './by-mac.js';
import { curtinTree } from './curtin.js';
import { enlistTree } from './enlist.js';
import { ownTree } from './own.js';

/** The metadata service, by which nodes set themselves up and tell of themselves. */
export const metadata: readonly Resource[] = [...enlistTree, byId, ...byMacTree, ...curtinTree, ...ownTree];
