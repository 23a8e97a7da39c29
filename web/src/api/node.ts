import type { paths } from './schema.js';

export type Node = paths['/api/1.0/nodes/{system_id}/']['get']['responses'][200]['content']['application/json'];
