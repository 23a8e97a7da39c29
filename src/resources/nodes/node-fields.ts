import { z } from 'zod';
import type { Links } from '../../api/operation/links.js';
import type { NodeRow } from '../../model/nodes/view.js';
import { nodeObject, nodeShape } from './node-json.js';

const key = nodeShape.keyof();

/** One or more keys of nodes, separated by commas. */
export const nodeFields = z.string().transform((text, context) => {
  const read = z.array(key).safeParse(text.split(',').map((name) => name.trim()));
  if (read.success) return read.data;
  context.addIssue({ code: 'custom', message: `Use keys of nodes: ${key.options.join(', ')}.` });
  return z.NEVER;
});

/** Makes the JSON of nodes with some of their keys, in the order of all. */
export function nodeFieldsJson(links: Links, fields: readonly string[]): (row: NodeRow) => unknown {
  return (row) => Object.fromEntries(Object.entries(nodeObject(row, links)).filter(([name]) => fields.includes(name)));
}
