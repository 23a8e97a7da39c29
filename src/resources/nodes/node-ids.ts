import { optionalMany } from '../../params/param.js';
import { systemId } from '../../params/values.js';

/** The parameter `id` of the operations that list nodes. */
export const nodeIds = optionalMany(systemId, 'System ids: only these nodes are returned.');
