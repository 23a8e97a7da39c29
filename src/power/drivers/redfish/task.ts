import { setTimeout as sleep } from 'node:timers/promises';
import { parseJsonText } from '../../../params/json-text.js';
import { PowerActionError } from '../../driver/errors.js';
import type { BmcResponse } from '../../io/http.js';
import { type RedfishClient, toPowerError } from './client.js';
import { describeRefusal, Task } from './schemas.js';

const PAUSE_MS = 1_000;
/** The states of a task that has failed (DSP8010, Task). */
const FAILED = ['Exception', 'Killed', 'Cancelled', 'Interrupted'];
const ENDED = [...FAILED, 'Completed'];

/**
 * Waits for the end of what an answer 202 has begun, and accepts other answers of success.
 * @throws PowerError for an answer that is not 2xx, and for a task that fails
 */
export async function finishTask(client: RedfishClient, answer: BmcResponse): Promise<void> {
  const { location } = answer;
  let last = answer;
  while (location !== undefined && isRunning(last)) {
    await sleep(PAUSE_MS, undefined, { signal: client.context.signal }).catch(() => {});
    last = await client.send({ method: 'GET', id: location });
    // The service has deleted the monitor of an ended task.
    if (last.status === 404 || last.status === 410) return;
  }
  if (last.status < 200 || last.status > 299) throw toPowerError(last);
  const state = stateOf(last);
  if (state === undefined || !FAILED.includes(state)) return;
  throw new PowerActionError(`The task of the BMC ended in state ${state}. ${describeRefusal(last)}`.trim());
}

/** A monitor answers 202 until the end. Some services name the task itself, which always answers 200. */
function isRunning(answer: BmcResponse): boolean {
  if (answer.status === 202) return true;
  const state = answer.status === 200 ? stateOf(answer) : undefined;
  return state !== undefined && !ENDED.includes(state);
}

function stateOf({ text }: BmcResponse): string | undefined {
  const task = Task.safeParse(parseJsonText(text));
  return task.success ? task.data.TaskState : undefined;
}
