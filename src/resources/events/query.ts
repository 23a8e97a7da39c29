import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import type { Db } from '../../db/database.js';
import { BadRequest, Forbidden } from '../../errors.js';
import { AUDIT, LEVELS } from '../../events/level.js';
import type { Viewer } from '../../model/accounts/viewer.js';
import { listAudit } from '../../model/events/audit.js';
import { type EventAttributes, listEvents } from '../../model/events/list.js';
import { optional, optionalMany } from '../../params/param.js';
import type { Values } from '../../params/read.js';
import { macAddress, systemId, wholeNumber } from '../../params/values.js';

const MOST = 1_000;
const USUAL = 100;
const LEVEL_NAMES = [AUDIT, ...Object.keys(LEVELS)].sort();

const level = z.enum([AUDIT, 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'], `Use one of ${LEVEL_NAMES.join(', ')}.`);

const eventShape = z.object({
  node: z.string().nullable(),
  level: z.string(),
  id: z.number(),
  created: z.string(),
  type: z.string(),
  description: z.string(),
  hostname: z.string().nullable(),
  username: z.string().nullable(),
  details: z.unknown(),
});

const params = {
  hostname: optionalMany(z.string(), 'Only events of nodes with these hostnames are returned.'),
  mac_address: optionalMany(macAddress, 'Only events of nodes with these MAC addresses are returned.'),
  id: optionalMany(systemId, 'System ids: only events of these nodes are returned.'),
  zone: optional(z.string(), 'Name of a physical zone: only events of nodes in it are returned.'),
  agent_name: optional(z.string(), 'Only events of nodes with this agent name are returned.'),
  owner: optional(z.string(), 'A username: only events that this user caused are returned.'),
  level: optional(
    level,
    `The least level of the events: ${LEVEL_NAMES.join(', ')}. Without it, INFO. AUDIT returns the audit alone, and needs
an administrator.`,
  ),
  limit: optional(wholeNumber(1, MOST), `The most events to return, up to ${MOST}. Without it, ${USUAL}.`),
  before: optional(wholeNumber(), 'The id of an event: only older ones are returned.'),
  after: optional(
    wholeNumber(),
    'The id of an event: only newer ones are returned. The limit keeps the oldest of them.',
  ),
};

export const eventsQuery = operation({
  on: 'GET',
  op: 'query',
  allow: user,
  doc: `List events, newest first: results of power actions and of discovery, and who read power parameters.

Administrators see all events, other users those of nodes in their lists. next_uri leads to newer events, prev_uri to
older ones.

The audit (level AUDIT) has a record of each change that a person or an enlisting machine made or was refused. Its
details name origin, address, operation, objects and given parameters, and the status of a refusal.`,
  params,
  returns: z.object({
    count: z.number(),
    events: z.array(eventShape),
    next_uri: z.string(),
    prev_uri: z.string().nullable(),
  }),
  async handle({ db, caller, links, params: given }) {
    const { before, after } = given;
    if (before !== undefined && after !== undefined) throw new BadRequest('Use either before or after.');
    const events = await list(db, userOf(caller), given);
    // Without events in this answer, the links start from the event that the request named.
    const newest = events[0]?.id ?? after ?? (before && before - 1);
    const oldest = events.at(-1)?.id ?? (after === undefined ? undefined : after + 1);
    return {
      count: events.length,
      events,
      next_uri: links.query('events', 'query', { ...given, before: undefined, after: newest }),
      prev_uri:
        oldest === undefined ? null : links.query('events', 'query', { ...given, after: undefined, before: oldest }),
    };
  },
});

/** @throws Forbidden */
function list(db: Db, viewer: Viewer, { level, ...given }: Values<typeof params>) {
  const filter = filterOf(given);
  if (level !== AUDIT) return listEvents(db, { ...filter, viewer, level: level ?? 'INFO' });
  if (!viewer.isSuperuser) throw new Forbidden('The audit is for administrators.');
  return listAudit(db, filter);
}

function filterOf(given: Omit<Values<typeof params>, 'level'>): EventAttributes {
  const { hostname, mac_address, id, zone, agent_name, owner, limit, before, after } = given;
  return {
    ...(hostname && { hostnames: hostname }),
    ...(mac_address && { macs: mac_address }),
    ...(id && { systemIds: id }),
    ...(zone !== undefined && { zone }),
    ...(agent_name !== undefined && { agentName: agent_name }),
    ...(owner !== undefined && { owner }),
    limit: limit ?? USUAL,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}
