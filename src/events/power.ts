import { LEVELS } from './level.js';

/** The types of events, by the change of the action and by its success. */
const TYPES = [
  ['on', 'Node powered on', 'Failed to power on node'],
  ['cycle', 'Node powered on', 'Failed to power on node'],
  ['off', 'Node powered off', 'Failed to power off node'],
  ['shutdown', 'Node shut down', 'Failed to shut down node'],
] as const;

/** The types of events about a probe of a chassis, by its success. */
export const PROBE_TYPES = { done: 'Chassis probed', failed: 'Failed to probe chassis' } as const;

/** Types of events whose description and details may name the address of a BMC. */
const NAMING_BMC: ReadonlySet<string> = new Set([
  ...TYPES.map(([, , failed]) => failed),
  ...Object.values(PROBE_TYPES),
]);

/** Whether an event of this type may name the address of a BMC. */
export function namesBmc(type: string): boolean {
  return NAMING_BMC.has(type);
}

const TYPES_SQL = TYPES.map(
  ([change, done, failed]) => `WHEN '${change}' THEN CASE WHEN state = 'done' THEN '${done}' ELSE '${failed}' END`,
).join(' ');

/**
 * SQL that records an event for each ended power action. Actions that never began are warnings, and so are
 * shutdowns: an operating system may refuse them. `details` holds the
 * data of the action, `description` a text for people.
 * @param ended a CTE of whole rows of power_actions
 */
export function eventOfAction(ended: string): string {
  return `INSERT INTO events (level, type, description, system_id, username, details)
   SELECT CASE WHEN state = 'done' THEN ${LEVELS.INFO} WHEN tries = 0 OR change = 'shutdown' THEN ${LEVELS.WARNING} ELSE ${LEVELS.ERROR} END,
     CASE change
       ${TYPES_SQL}
     END,
     concat('Asked for by ', coalesce(requested_by, 'the region'), ', ', power_type, ', tries: ', tries,
       CASE WHEN error <> '' THEN '. ' || error END),
     system_id, requested_by,
     json_build_object('action', change, 'power_type', power_type, 'outcome', state, 'tries', tries, 'error', error,
       'requested', queued, 'started', started, 'ended', ended)
   FROM ${ended}`;
}
