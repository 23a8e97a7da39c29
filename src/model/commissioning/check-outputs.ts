import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import type { NewEvent } from '../../events/record.js';
import { type HardwareOutputs, NODES_WITH_OUTPUTS } from '../hardware/outputs.js';
import {
  type Hardware,
  MAX_OUTPUT_BYTES,
  normalRouters,
  readHardware,
  readNeighbours,
} from '../hardware/read-outputs.js';
import { isBlank, tooLargeFacts } from './facts.js';

/** What an administrator should know about the outputs of a node that reports the end of its commissioning. */
export interface OutputCheck {
  /** Why the node cannot be used: nothing is known of its hardware. Null for a node that can. */
  readonly failure: string | null;
  readonly events: readonly NewEvent[];
}

interface CheckedNode extends HardwareOutputs {
  readonly system_id: string;
  /** Whether no hardware facts are known. */
  readonly blank: boolean;
}

const find = statement<[number], CheckedNode>(
  'commissioning_check',
  `SELECT n.system_id, n.cpu_count = 0 AND n.memory = 0 AND n.storage = 0 AS blank,
     substring(lshw.data FOR ${MAX_OUTPUT_BYTES}) AS lshw, substring(lldp.data FOR ${MAX_OUTPUT_BYTES}) AS lldp
   FROM ${NODES_WITH_OUTPUTS} WHERE n.id = $1`,
);

/**
 * Checks that the outputs of lshw and LLDP could be read. This is done once, at the end of commissioning, so that a node
 * that repeats its reports does not fill the table of events.
 * @param db outside of any transaction, as reading the outputs may take seconds
 */
export async function checkOutputs(db: Db, nodeId: number): Promise<OutputCheck> {
  const [node] = await db.sql(find, nodeId);
  if (!node) return { failure: null, events: [] };
  const { failure, events } = await checkHardware(node);
  return { failure, events: [...events, ...(await checkNeighbours(node))] };
}

async function checkHardware({ system_id, blank, lshw }: CheckedNode): Promise<OutputCheck> {
  if (lshw === null) return { failure: null, events: [] };
  const answer = await readHardware(lshw);
  if ('reason' in answer) {
    const problem = `The output of lshw cannot be read (${answer.reason}).`;
    const consequence = blank ? 'The node has no hardware facts.' : 'The earlier hardware facts are kept.';
    const description = `${problem} ${consequence}`;
    const event = { level: 'ERROR', type: 'Hardware facts are missing', description, systemId: system_id } as const;
    return { failure: blank ? problem : null, events: [event] };
  }
  const warnings = tooLargeFacts(answer.found).map((fact) => {
    const description = `The ${fact} in the output of lshw is too large. The largest possible value is stored.`;
    return warning(system_id, 'Hardware fact is too large', description);
  });
  const missing = missingFacts(answer.found);
  if (missing.length > 0) {
    const description = `The output of lshw shows no ${missing.join(', no ')}.`;
    warnings.push(warning(system_id, 'Hardware facts are missing', description));
  }
  return { failure: null, events: warnings };
}

function warning(systemId: string, type: string, description: string): NewEvent {
  return { level: 'WARNING', type, description, systemId };
}

function missingFacts({ cpu_count, memory, storage }: Hardware): string[] {
  const facts = Object.entries({ processors: cpu_count, memory, storage });
  return facts.filter(([, value]) => value === 0).map(([name]) => name);
}

async function checkNeighbours({ system_id, lldp }: CheckedNode): Promise<NewEvent[]> {
  const answer = lldp === null || isBlank(lldp) ? null : await readNeighbours(lldp);
  if (answer === null) return [];
  if ('reason' in answer) {
    const description = `The output of LLDP cannot be read (${answer.reason}). The earlier routers are kept.`;
    return [warning(system_id, 'Routers are missing', description)];
  }
  const { found } = answer;
  if (normalRouters(found).length > 0 || found.macs.length + found.otherTypes.length === 0) return [];
  const named = [...new Set(found.otherTypes)].filter((type) => type !== '');
  const types = named.slice(0, 5).map((type) => type.slice(0, 20));
  const description =
    `The neighbours in the output of LLDP have no MAC addresses as identifiers, but ${types.join(', ') || 'other texts'}. ` +
    'The list of routers is empty, so that connected_to does not find the node.';
  return [warning(system_id, 'Routers are missing', description)];
}
