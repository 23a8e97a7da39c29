import { z } from 'zod';
import { type Operation, operation } from '../api/operation.js';
import { mandatory, optional, uploads } from '../api/params.js';
import { Reply } from '../api/reply.js';
import { storeSignal } from '../model/nodes/signal.js';
import { textUpTo, wholeNumber } from '../model/values.js';
import { lockFrom, type NodeSource } from './node-source.js';

/** `op=signal`, by which a node says how its commissioning goes. */
export function signal(source: NodeSource): Operation {
  return operation({
    on: 'POST',
    op: 'signal',
    allow: source.allow,
    doc: `Report on commissioning: OK, FAILED or WORKING, with the output of scripts as files named by their fields.

Once a node is ready or has failed its tests, further signals are accepted and ignored.`,
    params: {
      status: mandatory(z.string(), "'OK', 'FAILED' or 'WORKING'."),
      script_result: optional(wholeNumber(-32_768), 'Exit code of the script that made the files.'),
      power_type: optional(z.string(), 'The power type of the BMC that the node found.'),
      power_parameters: optional(z.string(), 'The parameters of that power type, as a JSON object.'),
      error: optional(textUpTo(255), 'What went wrong.'),
      files: uploads('Output of scripts.'),
    },
    target: (context) => lockFrom(source, context),
    async handle({ db, log, target, params }) {
      const { status, files, ...report } = params;
      await storeSignal({ tx: db, node: target, log }, status, { ...report, files });
      return Reply.text('OK');
    },
  });
}
