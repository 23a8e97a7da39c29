import type { Logger } from 'pino';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { evaluate } from '../details/evaluate.js';
import { FailureLog } from './failures.js';
import { type DefinedTag, examineNode, writeMatches } from './matches.js';

const defined = statement<[], DefinedTag>(
  'tags_defined',
  `SELECT id, name, definition FROM tags WHERE definition <> '' ORDER BY id`,
);

/** Finds out anew which of all defined tags match a node: when it has been commissioned. Its row must be locked. */
export async function evaluateNode(tx: Db, nodeId: number, log: Pick<Logger, 'warn'>): Promise<void> {
  const tags = await tx.sql(defined);
  if (tags.length === 0) return;
  const nodes = await examineNode(tx, nodeId);
  const evaluation = await evaluate(
    nodes,
    tags.map(({ definition }) => definition),
  );
  new FailureLog(log).note(evaluation.failures, tags, nodes);
  await writeMatches(tx, tags, nodes, evaluation);
}
