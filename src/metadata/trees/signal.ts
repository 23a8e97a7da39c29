import { z } from 'zod';
import { type Operation, operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import type { Db } from '../../db/database.js';
import { processSignal } from '../../model/commissioning/signal.js';
import { isDeployment, processDeploymentSignal } from '../../model/deployment/signal.js';
import { readBootingNode } from '../../model/nodes/boot/booting-node.js';
import { mandatory, optional, uploads, whenUsed } from '../../params/param.js';
import { textUpTo, wholeNumber } from '../../params/values.js';
import { lockFrom, type NodeSource, readFrom } from './node-source.js';

/**
 * `op=signal`, by which a node reports the progress of its commissioning or deployment.
 * @param system the system that reports: only an installed one ends a deployment by OK
 */
export function signal(source: NodeSource, system: 'own' | 'installer'): Operation {
  return operation({
    on: 'POST',
    op: 'signal',
    allow: source.allow,
    audited: 'never',
    // The model opens its own transactions. Between them it reads the node's files, which may take long.
    transaction: false,
    doc: `Report on commissioning or deployment: OK, FAILED or WORKING. Files are the output of scripts, or the logs of an
installer, named by their form fields.

Once a node is ready, deployed or has failed its tests, further signals are accepted and ignored.`,
    params: {
      status: mandatory(z.string(), "'OK', 'FAILED' or 'WORKING'."),
      script_result: whenUsed(optional(wholeNumber(-32_768), 'Exit code of the script that made the files.', 0)),
      power_type: optional(z.string(), 'The power type of the BMC that the node found.'),
      power_parameters: optional(z.string(), 'The parameters of that power type, as a JSON object.'),
      error: whenUsed(optional(textUpTo(255), 'What went wrong.', '')),
      files: uploads('Output of scripts, or logs of an installer.'),
    },
    target: (context) => readFrom(source, context, readBootingNode),
    async handle({ target, params, ...context }) {
      const find = (db: Db) => readFrom(source, { ...context, db }, readBootingNode);
      const lock = (db: Db) => lockFrom(source, { ...context, db });
      if (isDeployment(target)) await processDeploymentSignal({ ...context, lock }, target.id, params, system);
      else await processSignal({ ...context, find, lock }, target.id, params);
      return Reply.text('OK');
    },
  });
}
