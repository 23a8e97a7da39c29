import type { Db } from '../../db/database.js';
import { Query } from '../../db/query.js';
import { LEVELS, type Level, levelName } from '../../events/level.js';
import type { Viewer } from '../accounts/viewer.js';
import { type NodeAttributes, whereAttributes, whereVisible } from '../nodes/filter.js';
import { NODE_FQDN } from '../nodes/view.js';

/** A filter for events. The attributes are those of the events' nodes. */
export interface EventFilter extends NodeAttributes {
  /** Only events of nodes in this user's lists: without an owner, and own ones. An administrator sees all events. */
  readonly viewer: Viewer;
  readonly systemIds?: readonly string[];
  /** Only events of this level or a higher one. */
  readonly level: Level;
  readonly limit: number;
  /** Only events that are older than the event with this id. */
  readonly before?: number;
  /** Only events newer than the one with this id. The limit keeps the oldest, so that polling clients miss none. */
  readonly after?: number;
}

interface EventRow {
  readonly id: number;
  readonly created: string;
  readonly level: number;
  readonly type: string;
  readonly description: string;
  readonly system_id: string | null;
  readonly hostname: string | null;
  readonly username: string | null;
  readonly details: unknown;
}

/** The events that match, newest first. */
export async function listEvents(db: Db, filter: EventFilter) {
  const query = new Query();
  restrict(query, filter);
  const text = `SELECT e.id, to_char(e.created AT TIME ZONE 'UTC', 'Dy, DD Mon. YYYY HH24:MI:SS') AS created,
      e.level::int AS level, e.type, e.description, e.system_id, ${NODE_FQDN} AS hostname, e.username, e.details
    FROM events e LEFT JOIN nodes n ON n.system_id = e.system_id
      LEFT JOIN nodegroups g ON g.id = n.nodegroup_id
    WHERE ${query.all} ORDER BY e.id ${filter.after === undefined ? 'DESC' : 'ASC'} LIMIT ${query.bind(filter.limit)}`;
  const rows = await db.sql(query.statement<EventRow>('event_list', text), ...query.values);
  return (filter.after === undefined ? rows : rows.reverse()).map(eventJson);
}

function restrict(query: Query, filter: EventFilter): void {
  const { viewer, systemIds, level, before, after } = filter;
  query.where(`e.level >= ${query.bind(LEVELS[level])}::int`);
  if (!viewer.isSuperuser) query.where('n.id IS NOT NULL');
  whereVisible(query, viewer);
  if (systemIds) query.where(`e.system_id = ANY(${query.bind(systemIds)}::text[])`);
  whereAttributes(query, filter);
  if (before !== undefined) query.where(`e.id < ${query.bind(before)}`);
  if (after !== undefined) query.where(`e.id > ${query.bind(after)}`);
}

function eventJson({ system_id, level, ...row }: EventRow) {
  return { node: system_id, level: levelName(level), ...row };
}
