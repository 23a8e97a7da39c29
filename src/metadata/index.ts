import type { Resource } from '../api/operation.js';
import { byId } from './by-id.js';
import { ownTree } from './own.js';

/** The metadata service, as far as a node needs it to become ready. */
export const metadata: readonly Resource[] = [ownTree, byId];
