import type { Logger } from 'pino';
import type { Database, Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { recordEvent } from '../../events/record.js';
import { enqueue } from '../../jobs/queue.js';
import { EVALUATE_TAGS } from '../../jobs/task.js';
import { threadPool } from '../hardware/evaluate.js';
import type { ThreadPool } from '../hardware/thread-pool.js';
import { type ExaminedPage, examineNodes } from './examine.js';
import { FailureLog } from './failures.js';
import { type DefinedTag, writeMatches } from './matches.js';

const want = statement<[number], { id: number }>(
  'tag_evaluation_want',
  `UPDATE tags SET evaluations = evaluations + 1 WHERE id = $1 AND definition <> '' RETURNING id`,
);

/** Enqueues the evaluation of a tag on all nodes. A tag without a definition keeps its nodes. */
export async function rebuildTag(tx: Db, tagId: number): Promise<void> {
  const wanted = await tx.sql(want, tagId);
  if (wanted.length > 0) await enqueue(tx, EVALUATE_TAGS, {});
}

interface WantedTag extends DefinedTag {
  readonly evaluations: number;
}

const requested = statement<[], WantedTag>(
  'tags_wanted',
  `SELECT id, name, definition, evaluations FROM tags WHERE evaluations > 0 AND definition <> '' ORDER BY id`,
);

/** Marks evaluations as done, unless another one was requested meanwhile. */
const done = statement<[readonly number[], readonly string[], readonly number[]], never>(
  'tags_evaluated',
  `UPDATE tags t SET evaluations = 0 FROM unnest($1::int[], $2::text[], $3::int[]) seen (id, definition, evaluations)
   WHERE t.id = seen.id AND t.definition = seen.definition AND t.evaluations = seen.evaluations`,
);

/** The most evaluations of a node. An evaluation is repeated when the node's details change meanwhile. */
const ROUNDS = 5;

export interface EvaluationServices {
  readonly database: Database;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  /** The threads that evaluate. Default: those of the process. */
  readonly pool?: ThreadPool;
}

/**
 * Evaluates all tags with a requested evaluation, in one pass over all nodes, so that each document is parsed at most once. The
 * matches are written page by page. Matches of definitions or details that have changed are discarded.
 * @throws the signal's reason when it aborts; the retried job then evaluates the rest
 */
export async function evaluateTags(services: EvaluationServices, signal: AbortSignal): Promise<void> {
  const { database, log, pool = threadPool } = services;
  const tags = await database.sql(requested);
  const failures = new FailureLog(log);
  let active: readonly DefinedTag[] = tags;
  let nodeIds: number[] | null = null;
  for (let round = 0; round < ROUNDS && active.length > 0; round += 1) {
    const changed: number[] = [];
    const wanted = () => {
      signal.throwIfAborted();
      return active;
    };
    await examineNodes({ database, pool }, nodeIds, wanted, async (page) => {
      failures.note(page.evaluation.failures, page.tags, page.nodes);
      const outcome = await writePage(database, page);
      active = active.filter(({ id }) => !outcome.outdated.has(id));
      changed.push(...outcome.changed);
    });
    if (changed.length === 0) break;
    nodeIds = changed;
  }
  await database.sql(
    done,
    tags.map(({ id }) => id),
    tags.map(({ definition }) => definition),
    tags.map(({ evaluations }) => evaluations),
  );
}

/** Records the failure of an evaluation of which several processes died. */
export async function giveUpEvaluation(
  { database, log }: Pick<EvaluationServices, 'database' | 'log'>,
  deaths: number,
): Promise<void> {
  log.error({ deaths }, 'the evaluation of tags was given up, since the process ended during it');
  await recordEvent(database, {
    level: 'ERROR',
    type: 'Failed to evaluate tags',
    description: `Given up: the process of the region ended ${deaths} times during the evaluation. Save a tag to start it again.`,
    details: { deaths },
  });
}

/** @returns the ids of tags with changed definitions, and of nodes with changed details; their matches are discarded */
async function writePage(
  database: Database,
  { tags, nodes, evaluation }: ExaminedPage<DefinedTag>,
): Promise<{ outdated: ReadonlySet<number>; changed: number[] }> {
  const written = await database.transaction((tx) => writeMatches(tx, tags, nodes, evaluation));
  const outdated = tags.map(({ id }) => id).filter((id) => !written.tags.has(id));
  const changed = nodes.map(({ id }) => id).filter((id) => !written.nodes.has(id));
  return { outdated: new Set(outdated), changed };
}
