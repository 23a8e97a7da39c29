import type { Db } from '../../db/database.js';
import { Query } from '../../db/query.js';
import { LEVELS, type Level, levelName } from '../../events/level.js';
import type { Viewer } from '../accounts/viewer.js';
import { type NodeAttributes, whereAttributes, whereVisible } from '../nodes/filter.js';
import { NODE_FQDN } from '../nodes/view.js';
import { eventTime, newestFirst, type Page, paginate } from './page.js';

/** A filter for events or audit records, and the page to list. The attributes of nodes are those of the events' nodes. */
export interface EventAttributes extends NodeAttributes, Page {
  readonly systemIds?: readonly string[];
  /** Only events that the user with this name caused. */
  readonly owner?: string;
}

interface EventFilter extends EventAttributes {
  /** Only events of nodes in this user's lists: without an owner, and own ones. An administrator sees all events. */
  readonly viewer: Viewer;
  /** Only events of this level or a higher one. */
  readonly level: Level;
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
  const text = `SELECT e.id, ${eventTime('e.created')} AS created, e.level::int AS level, e.type, e.description,
      e.system_id, ${NODE_FQDN} AS hostname, e.username, e.details
    FROM events e LEFT JOIN nodes n ON n.system_id = e.system_id
      LEFT JOIN nodegroups g ON g.id = n.nodegroup_id
    ${paginate(query, 'e.id', filter)}`;
  const rows = await db.sql(query.statement<EventRow>('event_list', text), ...query.values);
  return newestFirst(rows, filter).map(eventJson);
}

function restrict(query: Query, filter: EventFilter): void {
  const { viewer, systemIds, owner, level } = filter;
  query.where(`e.level >= ${query.bind(LEVELS[level])}::int`);
  if (!viewer.isSuperuser) query.where('n.id IS NOT NULL');
  whereVisible(query, viewer);
  if (systemIds) query.where(`e.system_id = ANY(${query.bind(systemIds)}::text[])`);
  if (owner !== undefined) query.where(`e.username = ${query.bind(owner)}`);
  whereAttributes(query, filter);
}

function eventJson({ system_id, level, ...row }: EventRow) {
  return { node: system_id, level: levelName(level), ...row };
}
