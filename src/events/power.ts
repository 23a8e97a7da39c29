import { LEVELS } from './level.js';

/**
 * SQL that records an event for each ended power action. Actions that never began are warnings. `details` holds the
 * data of the action, `description` a text for people.
 * @param ended a CTE of whole rows of power_actions
 */
export function eventOfAction(ended: string): string {
  return `INSERT INTO events (level, type, description, system_id, username, details)
   SELECT CASE WHEN state = 'done' THEN ${LEVELS.INFO} WHEN tries = 0 THEN ${LEVELS.WARNING} ELSE ${LEVELS.ERROR} END,
     CASE WHEN state = 'done' THEN 'Node powered ' || change ELSE 'Failed to power ' || change || ' node' END,
     concat('Asked for by ', coalesce(requested_by, 'the region'), ', ', power_type, ', tries: ', tries,
       CASE WHEN error <> '' THEN '. ' || error END),
     system_id, requested_by,
     json_build_object('action', change, 'power_type', power_type, 'outcome', state, 'tries', tries, 'error', error,
       'requested', queued, 'started', started, 'ended', ended)
   FROM ${ended}`;
}
