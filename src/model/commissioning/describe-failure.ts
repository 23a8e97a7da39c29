import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import type { NewEvent } from '../../events/record.js';

/** The most scripts that an event names. */
const MOST_SCRIPTS = 5;
/** The most bytes of a script's output in an event. */
const MOST_BYTES = 500;

interface FailedScript {
  readonly name: string;
  readonly script_result: number;
  /** The end of what it wrote. */
  readonly output: Uint8Array;
}

// What a script writes to stderr mostly says why it failed. A script that wrote nothing there has no such result.
const find = statement<[number], FailedScript>(
  'commissioning_failed_scripts',
  `SELECT DISTINCT ON (s.name) s.name, r.script_result,
     substring(r.data FROM greatest(1, octet_length(r.data) - ${MOST_BYTES - 1})) AS output
   FROM commissioning_results r, regexp_replace(r.name, '\\.(out|err)$', '') AS s (name)
   WHERE r.node_id = $1 AND r.script_result <> 0
   ORDER BY s.name, octet_length(r.data) = 0, r.name LIMIT ${MOST_SCRIPTS}`,
);

/**
 * Makes the event for a commissioning that the node itself reports as failed. It names the failed scripts, with the ends
 * of their outputs.
 * @param error what the node reports
 */
export async function describeFailure(db: Db, nodeId: number, systemId: string, error: string): Promise<NewEvent> {
  const scripts = await db.sql(find, nodeId);
  const parts = [error, ...scripts.map(describeScript)].filter((text) => text !== '');
  const description = parts.join('\n') || 'The node has reported a failure.';
  return { level: 'ERROR', type: 'Commissioning failed', description, systemId };
}

function describeScript({ name, script_result, output }: FailedScript): string {
  const text = Buffer.from(output)
    .toString()
    .replace(/[^\P{C}\n\t]/gu, '')
    .trim();
  return `${name}: exit code ${script_result}${text === '' ? '' : `\n${text}`}`;
}
