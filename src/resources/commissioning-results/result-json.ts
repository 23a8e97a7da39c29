import { z } from 'zod';
import type { Links } from '../../api/operation/links.js';
import { jsonList } from '../../api/reply/json-list.js';
import type { Reply } from '../../api/reply/reply.js';
import type { Db } from '../../db/database.js';
import {
  type NodeResult,
  type ResultFilter,
  type ResultKind,
  readResultPages,
} from '../../model/commissioning/results.js';
import { many } from '../../params/param.js';
import { nodeJson, nodeShape } from '../nodes/node-json.js';

/** The parameters of the operations that list results. */
export const resultParams = {
  system_id: many(z.string(), 'Only results of these nodes.'),
  name: many(z.string(), 'Only results of these names.'),
};

export const resultShape = z.object({
  name: z.string(),
  script_result: z.int(),
  updated: z.string(),
  created: z.string(),
  node: nodeShape,
  data: z.string(),
  resource_uri: z.string(),
});

function resultJson(kind: ResultKind, result: NodeResult, links: Links) {
  return {
    name: result.result_name,
    script_result: result.script_result,
    updated: timestamp(result.updated),
    created: timestamp(result.created),
    node: nodeJson(result, links),
    data: Buffer.from(result.data).toString('base64'),
    resource_uri: links.api(`${kind}-results`),
  };
}

/** `2014-04-17T12:00:00.000`, in UTC: the original's times have no zone (docs/contract/rest.md 0.5). */
function timestamp(time: Date): string {
  return time.toISOString().slice(0, -1);
}

/** Answers with a list of results. */
export function listResults(db: Db, kind: ResultKind, filter: ResultFilter, links: Links): Promise<Reply> {
  return jsonList(pages(db, kind, filter, links));
}

async function* pages(db: Db, kind: ResultKind, filter: ResultFilter, links: Links) {
  for await (const results of readResultPages(db, kind, filter)) {
    yield results.map((result) => resultJson(kind, result, links));
  }
}
