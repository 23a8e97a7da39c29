import type { Db } from '../../db/database.js';
import { Query } from '../../db/query.js';
import { AUDIT } from '../../events/level.js';
import { whereAttributes } from '../nodes/filter.js';
import { NODE_FQDN } from '../nodes/view.js';
import type { EventAttributes } from './list.js';
import { eventTime, newestFirst, paginate } from './page.js';

interface AuditRow {
  readonly id: number;
  readonly created: string;
  readonly origin: string;
  readonly username: string | null;
  readonly address: string;
  readonly operation: string;
  readonly objects: readonly string[];
  readonly parameters: readonly string[];
  readonly refused: number | null;
  readonly system_id: string | null;
  readonly hostname: string | null;
}

/** The audit records that match, newest first, in the form of events. The node of a record is its first object. */
export async function listAudit(db: Db, filter: EventAttributes) {
  const query = new Query();
  restrict(query, filter);
  const text = `SELECT a.id::float8 AS id, ${eventTime('a.created')} AS created, a.origin::text AS origin, a.username,
      a.address, a.operation, a.objects, a.parameters, a.refused::int AS refused, n.system_id, ${NODE_FQDN} AS hostname
    FROM audit_records a LEFT JOIN nodes n ON n.system_id = a.objects[1]
      LEFT JOIN nodegroups g ON g.id = n.nodegroup_id
    ${paginate(query, 'a.id', filter)}`;
  const rows = await db.sql(query.statement<AuditRow>('audit_list', text), ...query.values);
  return newestFirst(rows, filter).map(auditJson);
}

function restrict(query: Query, filter: EventAttributes): void {
  const { systemIds, owner } = filter;
  if (systemIds) query.where(`a.objects && ${query.bind(systemIds)}::text[]`);
  if (owner !== undefined) query.where(`a.username = ${query.bind(owner)}`);
  whereNode(query, filter);
}

/** Restricts a query to records of a node with these attributes. */
function whereNode(query: Query, filter: EventAttributes): void {
  const others = query.conditions.length;
  whereAttributes(query, filter);
  const conditions = query.conditions.splice(others);
  if (conditions.length === 0) return;
  query.where(`EXISTS (SELECT FROM nodes n WHERE n.system_id = ANY(a.objects) AND ${conditions.join(' AND ')})`);
}

function auditJson({ system_id, hostname, id, created, username, ...row }: AuditRow) {
  const { origin, address, operation, objects, parameters, refused } = row;
  return {
    node: system_id,
    level: AUDIT,
    id,
    created,
    type: typeOf(operation),
    description: describe(row),
    hostname,
    username,
    details: { origin, address, operation, objects, parameters, refused },
  };
}

function describe({ operation, objects, refused }: Pick<AuditRow, 'operation' | 'objects' | 'refused'>): string {
  const what = objects.length > 0 ? `${operation}: ${objects.join(', ')}` : operation;
  return refused === null ? what : `${what}. Refused: ${refused}`;
}

/** The types of records by the first word of the path, or by the command. MAAS 2.4 has most of these types. */
const TYPES: Readonly<Record<string, string>> = {
  account: 'Authorisation',
  users: 'Authorisation',
  createadmin: 'Authorisation',
  createuser: 'Authorisation',
  changepassword: 'Authorisation',
  apikey: 'Authorisation',
  clusterkey: 'Authorisation',
  import: 'Images',
  networks: 'Networking',
  nodegroups: 'Cluster',
  nodes: 'Node',
  tags: 'Tag',
  zones: 'Zones',
  files: 'Files',
};

function typeOf(operation: string): string {
  const [, path, command] = /^[A-Z]+ ([^/]+)|^(\w+)/.exec(operation) ?? [];
  return TYPES[path ?? command ?? ''] ?? 'Settings';
}
