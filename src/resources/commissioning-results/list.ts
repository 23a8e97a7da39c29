import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { listResults, resultParams, resultShape } from './result-json.js';

export const commissioningResultsList = operation({
  on: 'GET',
  op: 'list',
  allow: user,
  doc: 'List the output of scripts, base64-encoded, on the nodes that you may see.',
  params: resultParams,
  returns: z.array(resultShape),
  handle: ({ db, caller, links, params: { system_id: systemIds, name: names } }) =>
    listResults(db, 'commissioning', { viewer: userOf(caller), systemIds, names }, links),
});
