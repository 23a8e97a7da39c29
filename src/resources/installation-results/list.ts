import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { listResults, resultParams, resultShape } from '../commissioning-results/result-json.js';

export const installationResultsList = operation({
  on: 'GET',
  op: 'list',
  allow: user,
  doc: `List what installers sent, such as their logs, base64-encoded, as in MAAS 1.7.

Only the owner of a node and administrators see its results. They are deleted when the node is released or deployed
again.`,
  params: resultParams,
  returns: z.array(resultShape),
  handle: ({ db, caller, links, params: { system_id: systemIds, name: names } }) =>
    listResults(db, 'installation', { viewer: userOf(caller), systemIds, names }, links),
});
