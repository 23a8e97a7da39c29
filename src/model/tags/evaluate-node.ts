import type { Logger } from 'pino';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { evaluateDefinitions } from '../hardware/evaluate.js';
import { examineNode } from './examined.js';
import { FailureLog } from './failures.js';
import { type DefinedTag, writeMatches } from './matches.js';

const defined = statement<[], DefinedTag>(
  'tags_defined',
  `SELECT id, name, definition FROM tags WHERE definition <> '' ORDER BY id`,
);

/**
 * Evaluates all defined tags on a node after its commissioning. Tags that are defined meanwhile are evaluated
 * separately.
 * @param db outside of any transaction, as the evaluation may take long
 * @returns a function that writes the node's tags, and returns false when the node's details have changed since read
 */
export async function evaluateNode(
  db: Db,
  nodeId: number,
  log: Pick<Logger, 'warn'>,
): Promise<(tx: Db) => Promise<boolean>> {
  const tags = await db.sql(defined);
  if (tags.length === 0) return async () => true;
  const nodes = await examineNode(db, nodeId);
  const evaluation = await evaluateDefinitions(
    nodes,
    tags.map(({ definition }) => definition),
  );
  new FailureLog(log).note(evaluation.failures, tags, nodes);
  return async (tx) => (await writeMatches(tx, tags, nodes, evaluation)).nodes.has(nodeId);
}
