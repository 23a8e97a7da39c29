import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { BadRequest } from '../../errors.js';
import { optional } from '../../params/param.js';
import { wholeNumber } from '../../params/values.js';
import { EVENT_FILTERS, listChosen } from './event-filters.js';

const MOST = 1_000;
const USUAL = 100;
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
  ...EVENT_FILTERS,
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
    const { before, after, limit } = given;
    if (before !== undefined && after !== undefined) throw new BadRequest('Use either before or after.');
    const page = {
      limit: limit ?? USUAL,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    };
    const events = await listChosen(db, userOf(caller), given, page);
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
