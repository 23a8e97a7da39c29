import type { Query } from '../../../db/query.js';
import type { Statement } from '../../../db/statement.js';
import { AUDIT_COLUMNS } from '../../../events/audit.js';
import { LEVELS } from '../../../events/level.js';
import { NodeStatus } from '../../statuses/node-status.js';
import { NODE_COLUMNS, type NodeRow } from '../view.js';

/** Juju repeats an acquisition whose answer was lost. */
const REPEAT_SECONDS = 10;
/** A client that acquires many nodes at once needs no more warnings. */
const MOST_REPEATS = 4;

/** Locked nodes are skipped, or the statement waits for their locks. */
export type Lock = 'SKIP LOCKED' | '';

/** A batch of acquisitions: of each list, one element per acquisition. */
export type TakeArgs = readonly [
  ownerIds: readonly number[],
  tokenIds: readonly (number | null)[],
  agentNames: readonly string[],
  comments: readonly string[],
  origins: readonly string[],
  addresses: readonly string[],
  operations: readonly string[],
  /** Each joined by commas. */
  parameters: readonly string[],
  /** A hash of the constraints that all of them share. */
  search: string,
];
/** The number of `TakeArgs`. The values of the conditions come after them. */
export const TAKE_ARGS = 9;

/** A taken node, and the number of its acquisition in the batch, from 1. */
export type TakenRow = NodeRow & { readonly place: number };

// For each key and agent of the batch, the nodes that it acquired shortly before. Within that time there are few, so the
// index of the times is better than that of the statuses: IS TRUE keeps the planner from the latter.
const EARLIER = `SELECT a.token_id, a.agent_name, p.* FROM (SELECT DISTINCT token_id, agent_name FROM asked) a, LATERAL (
      SELECT string_agg(p.system_id, ', ') AS nodes, count(*) AS count FROM (
        SELECT p.system_id FROM nodes p
        WHERE p.token_id = a.token_id AND p.acquired > now() - interval '${REPEAT_SECONDS} seconds'
          AND (p.status = ${NodeStatus.ALLOCATED} AND p.substatus IS NULL AND p.acquired_for = $9
            AND p.agent_name = a.agent_name) IS TRUE
        LIMIT ${MOST_REPEATS + 1}) p) p`;

/**
 * Makes the statement that takes a node for each acquisition of a batch, in one transaction with its audit record and
 * its events.
 * @param query the conditions on node `n`, whose values come after the `TakeArgs`
 */
export function takeStatement(query: Query, lock: Lock): Statement<unknown[], TakenRow> {
  const text = `WITH asked AS (
    SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
      WITH ORDINALITY AS a (owner_id, token_id, agent_name, comment, origin, address, operation, parameters, place)
  ), taken AS (
    UPDATE nodes n
    SET status = ${NodeStatus.ALLOCATED}, owner_id = u.id, token_id = t.id, agent_name = a.agent_name, netboot = true,
      acquired = now(), acquired_for = $9, updated = now()
    FROM asked a JOIN users u ON u.id = a.owner_id LEFT JOIN tokens t ON t.id = a.token_id, nodegroups g, zones z
    WHERE (t.id IS NOT NULL OR a.token_id IS NULL)
      AND n.id = (ARRAY(SELECT n.id FROM nodes n WHERE ${query.all} ORDER BY n.id LIMIT cardinality($1::int[])
        FOR NO KEY UPDATE OF n ${lock}))[a.place]
      AND g.id = n.nodegroup_id AND z.id = n.zone_id
    RETURNING a.place::int, ${NODE_COLUMNS}
  ), audited AS (
    INSERT INTO audit_records (${AUDIT_COLUMNS})
    SELECT a.origin::audit_origin, t.owner, a.address, a.operation, ARRAY[t.system_id],
      string_to_array(a.parameters, ','), NULL
    FROM taken t JOIN asked a USING (place)
  ), commented AS (
    INSERT INTO events (level, type, description, system_id, username)
    SELECT ${LEVELS.INFO}, 'Node acquired', a.comment, t.system_id, t.owner
    FROM taken t JOIN asked a USING (place) WHERE a.comment <> ''
  ), repeated AS (
    INSERT INTO events (level, type, description, system_id, username)
    SELECT ${LEVELS.WARNING}, 'Node acquired again', 'The same key acquired ' || e.nodes || ' by the same constraints less '
      || 'than ${REPEAT_SECONDS} seconds ago, and has not started it. The client may have lost an answer.', t.system_id, t.owner
    FROM (${EARLIER}) e JOIN asked a USING (token_id, agent_name) JOIN taken t USING (place)
    WHERE e.count BETWEEN 1 AND ${MOST_REPEATS}
  )
  SELECT * FROM taken`;
  return query.statement<TakenRow>('acquire', text);
}
