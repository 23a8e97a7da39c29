import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { jsonMap } from '../../api/reply/json-map.js';
import { readPowerParameters } from '../../model/nodes/powered-nodes.js';
import { nodeIds } from './node-ids.js';

export const nodesPowerParameters = operation({
  on: 'GET',
  op: 'power_parameters',
  allow: admin,
  // The record is committed before the first parameter is sent.
  audited: 'by handler',
  doc: `Retrieve power parameters for multiple nodes, including passwords, as in MAAS 1.9. Only for administrators. The
audit has each read.

Returns {system_id: parameters}. Unknown nodes are left out.`,
  names: ['id'],
  params: { id: nodeIds },
  returns: z.record(z.string(), z.record(z.string(), z.unknown())),
  async handle({ db, audit, params: { id } }) {
    await audit.write(db);
    const reply = await jsonMap(parametersOf(readPowerParameters(db, id)));
    return reply.withHeader('cache-control', 'no-store');
  },
});

async function* parametersOf(pages: ReturnType<typeof readPowerParameters>) {
  for await (const page of pages) yield page.map((row) => [row.system_id, row.power_parameters] as const);
}
