import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import type { Links } from '../../api/operation/links.js';
import { operation } from '../../api/operation/operation.js';
import { BadRequest } from '../../errors.js';
import { LEVELS } from '../../events/level.js';
import type { Viewer } from '../../model/accounts/viewer.js';
import { type EventFilter, listEvents } from '../../model/events/list.js';
import { optional, optionalMany } from '../../params/param.js';
import type { Values } from '../../params/read.js';
import { macAddress, systemId, wholeNumber } from '../../params/values.js';

const MOST = 1_000;
const USUAL = 100;
const LEVEL_NAMES = Object.keys(LEVELS).sort();

const level = z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'], `Use one of ${LEVEL_NAMES.join(', ')}.`);

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
  level: optional(level, `The least level of the events: ${LEVEL_NAMES.join(', ')}. Without it, INFO.`),
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
older ones.`,
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
    const events = await listEvents(db, filterOf(userOf(caller), given));
    // Without events in this answer, the links start from the event that the request named.
    const newest = events[0]?.id ?? after ?? (before && before - 1);
    const oldest = events.at(-1)?.id ?? (after === undefined ? undefined : after + 1);
    return {
      count: events.length,
      events,
      next_uri: uri(links, { ...given, before: undefined, after: newest }),
      prev_uri: oldest === undefined ? null : uri(links, { ...given, after: undefined, before: oldest }),
    };
  },
});

function filterOf(viewer: Viewer, given: Values<typeof params>): EventFilter {
  const { hostname, mac_address, id, zone, agent_name, level, limit, before, after } = given;
  return {
    viewer,
    ...(hostname && { hostnames: hostname }),
    ...(mac_address && { macs: mac_address }),
    ...(id && { systemIds: id }),
    ...(zone !== undefined && { zone }),
    ...(agent_name !== undefined && { agentName: agent_name }),
    level: level ?? 'INFO',
    limit: limit ?? USUAL,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}

/** The URI of the same query for other events. */
function uri(links: Links, given: Readonly<Record<string, string | number | readonly string[] | undefined>>): string {
  const pairs = Object.entries(given).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, String(one)]),
  );
  return `${links.api('events')}?${new URLSearchParams([['op', 'query'], ...pairs])}`;
}
