import type { paths } from './schema.js';

export type Node = paths['/api/1.0/nodes/{system_id}/']['get']['responses'][200]['content']['application/json'];

/** The key of the list of all nodes that the user sees. */
export const NODE_LIST = ['nodes', 'list'] as const;
