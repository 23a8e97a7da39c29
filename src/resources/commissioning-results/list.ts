import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import type { Links } from '../../api/operation/links.js';
import { operation } from '../../api/operation/operation.js';
import { jsonList } from '../../api/reply/json-list.js';
import type { Db } from '../../db/database.js';
import { type CommissioningResult, type ResultFilter, readResultPages } from '../../model/commissioning/results.js';
import { many } from '../../params/param.js';
import { nodeJson, nodeShape } from '../nodes/node-json.js';

const resultShape = z.object({
  name: z.string(),
  script_result: z.int(),
  updated: z.string(),
  created: z.string(),
  node: nodeShape,
  data: z.string(),
  resource_uri: z.string(),
});

function resultJson(result: CommissioningResult, links: Links) {
  return {
    name: result.result_name,
    script_result: result.script_result,
    updated: timestamp(result.updated),
    created: timestamp(result.created),
    node: nodeJson(result, links),
    data: Buffer.from(result.data).toString('base64'),
    resource_uri: links.api('commissioning-results'),
  };
}

/** `2014-04-17T12:00:00.000`, in UTC: the original's times have no zone (docs/contract/rest.md 0.5). */
function timestamp(time: Date): string {
  return time.toISOString().slice(0, -1);
}

async function* pages(db: Db, filter: ResultFilter, links: Links) {
  for await (const results of readResultPages(db, filter)) yield results.map((result) => resultJson(result, links));
}

export const commissioningResultsList = operation({
  on: 'GET',
  op: 'list',
  allow: user,
  doc: 'List the output of scripts, base64-encoded, on the nodes that you may see.',
  params: {
    system_id: many(z.string(), 'Only results of these nodes.'),
    name: many(z.string(), 'Only results of these names.'),
  },
  returns: z.array(resultShape),
  handle: ({ db, caller, links, params: { system_id: systemIds, name: names } }) =>
    jsonList(pages(db, { viewer: userOf(caller), systemIds, names }, links)),
});
