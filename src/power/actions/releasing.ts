import { Substatus } from '../../substatus.js';

/** Whether a power-off of node `n` has not ended, in SQL. */
export const IS_POWERING_OFF = `EXISTS (SELECT FROM power_actions a
  WHERE a.system_id = n.system_id AND a.change = 'off' AND a.state IN ('queued', 'running'))`;

/**
 * The substatus of node `n` after a power-off, in SQL. Its success ends a release. Its failure keeps the node out of the
 * pool until an administrator decides.
 * @param state SQL for the state of the action
 */
export function substatusAfterOff(state: string): string {
  return `CASE WHEN n.substatus IN (${Substatus.RELEASING}, ${Substatus.FAILED_RELEASING})
    THEN CASE WHEN ${state} = 'failed' THEN ${Substatus.FAILED_RELEASING} END ELSE n.substatus END`;
}
