import type { Resource } from '../api/operation/operation.js';
import { byId } from './trees/by-id.js';
import { byMacTree } from './trees/by-mac.js';
import { ownTree } from './trees/by-token.js';
import { curtinTree } from './trees/curtin.js';
import { enlistTree } from './trees/enlist.js';

/** The metadata service: nodes read their configuration from it and report to it. */
export const metadata: readonly Resource[] = [...enlistTree, byId, ...byMacTree, ...curtinTree, ...ownTree];
