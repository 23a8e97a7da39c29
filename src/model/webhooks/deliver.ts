import type { Logger } from 'pino';
import type { Database } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { publicOr } from '../../http/address-rule.js';
import { HttpError } from '../../http/error.js';
import { sendHttpRequest } from '../../http/request.js';
import type { Job } from '../../jobs/task.js';
import type { Settings } from '../../settings.js';
import { addedDeliveryJobs, type DeliveryState, MESSAGE_ID } from './deliveries.js';
import { nextPause } from './pauses.js';
import { type Content, createPayload } from './payload.js';
import { signMessage } from './sign.js';

export interface DeliveryServices {
  readonly database: Database;
  readonly settings: Pick<Settings, 'webhookAllow'>;
  readonly log: Logger;
}

interface Waiting extends Content {
  readonly id: number;
  readonly messageId: string;
  readonly attempts: number;
  readonly url: string;
  readonly secrets: readonly string[];
  readonly enabled: boolean;
  /** Whether a failure now is the last one. */
  readonly late: boolean;
}

// The time of a delivery is rounded, so it may be a little later than that of its job.
const next = statement<[number], Waiting>(
  'webhook_next',
  `SELECT d.id, ${MESSAGE_ID} AS "messageId", d.attempts::int AS attempts, d.created, w.id AS "webhookId", w.url,
     array_remove(ARRAY[w.secret, CASE WHEN w.old_secret_until > now() THEN w.old_secret END], NULL) AS secrets,
     w.enabled, d.retry_until < now() AS late, d.event_id AS "eventId", e.created AS happened,
     CASE WHEN e.id IS NOT NULL THEN json_build_object('id', e.id, 'type', e.type, 'level', e.level,
       'description', e.description, 'node', e.system_id, 'username', e.username, 'details', e.details) END AS event
   FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id LEFT JOIN events e ON e.id = d.event_id
   WHERE d.webhook_id = (SELECT webhook_id FROM webhook_deliveries WHERE id = $1) AND d.state = 'waiting'
     AND d.due < now() + interval '1 second'
   ORDER BY d.due, d.id LIMIT 1`,
);

/** The result of an attempt. Of the answer, only its status and its time are kept. */
interface Attempt {
  readonly status?: number;
  readonly milliseconds: number;
  /** "" after success. */
  readonly error: string;
  /** What the receiver asks for before the next attempt. */
  readonly retryAfter?: number;
}

type Ended = [
  id: number,
  state: string,
  status: number | null,
  milliseconds: number,
  error: string,
  pause: number,
  gone: boolean,
];

const end = statement<Ended, { count: number }>(
  'webhook_attempt',
  `WITH ended AS (
     UPDATE webhook_deliveries SET state = $2::webhook_delivery_state, attempts = attempts + 1, attempted = now(),
       status = $3::int, milliseconds = $4::int, error = $5, due = now() + make_interval(secs => $6::int)
     WHERE id = $1 AND state = 'waiting' RETURNING *),
   gone AS (UPDATE webhooks SET enabled = false WHERE $7::bool AND id = (SELECT webhook_id FROM ended))
   SELECT count(*)::int AS count FROM ${addedDeliveryJobs('ended')}`,
);

/** The answer of a receiver that wants nothing more. */
const GONE = 410;

/** The time after which a job leaves the other deliveries of its webhook to their own jobs. */
const MOST_MS = 30_000;

/**
 * Makes the deliveries that are due of a webhook, one after the other. Their own jobs find nothing to do then.
 * @param id of one of the deliveries
 * @throws when the process must stop or the database fails; the job is then repeated, with the same ids of messages
 */
export async function deliver(services: DeliveryServices, id: number, job: Pick<Job, 'signal'>): Promise<void> {
  const until = performance.now() + MOST_MS;
  do {
    const [waiting] = await services.database.sql(next, id);
    if (!waiting) return;
    await deliverOne(services, waiting, job.signal);
  } while (performance.now() < until);
}

/** Makes one attempt, and records it. A failed one is repeated later, or makes a dead letter if it is the last. */
async function deliverOne({ database, settings, log }: DeliveryServices, waiting: Waiting, stop: AbortSignal) {
  const { id, webhookId: webhook } = waiting;
  const attempt = await attemptDelivery(waiting, settings, stop);
  const { status, milliseconds, error } = attempt;
  const gone = status === GONE;
  const pause = gone || !waiting.enabled || waiting.late ? undefined : nextPause(waiting.attempts, attempt.retryAfter);
  const state: DeliveryState = error === '' ? 'delivered' : pause === undefined ? 'dead' : 'waiting';
  await database.sql(end, id, state, status ?? null, milliseconds, error, pause ?? 0, gone);
  if (error === '') return;
  log.warn({ webhook, delivery: id, status, reason: error, wait: pause }, 'a webhook was not delivered');
}

const TIMEOUTS = { connectMs: 5_000, headersMs: 15_000, idleMs: 15_000 } as const;
const TIMEOUT_MS = 20_000;

async function attemptDelivery(
  waiting: Waiting,
  { webhookAllow }: DeliveryServices['settings'],
  stop: AbortSignal,
): Promise<Attempt> {
  const began = performance.now();
  const ended = () => ({ milliseconds: Math.round(performance.now() - began) });
  if (!waiting.enabled) return { ...ended(), error: 'The webhook is disabled.' };
  const body = createPayload(waiting);
  if (body === undefined) return { ...ended(), error: 'The event is deleted.' };
  const server = new URL(waiting.url);
  const timestamp = Math.floor(Date.now() / 1_000);
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'maas-region',
    ...signMessage({ id: waiting.messageId, timestamp, body }, waiting.secrets),
  };
  const request = { method: 'POST', server, path: `${server.pathname}${server.search}`, headers, body } as const;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    // The body of the answer is not read: its connection is closed.
    using response = await sendHttpRequest(
      request,
      { ...TIMEOUTS, addresses: publicOr(webhookAllow) },
      AbortSignal.any([stop, timeout]),
    );
    const { status } = response;
    if (status >= 200 && status <= 299) return { ...ended(), status, error: '' };
    const retryAfter = Number(response.headers['retry-after']);
    return {
      ...ended(),
      status,
      error: `The receiver answers with HTTP status ${status}.`,
      ...(retryAfter > 0 && { retryAfter }),
    };
  } catch (error) {
    if (stop.aborted) throw new Error('a delivery was cut short, as the process stops', { cause: error });
    if (timeout.aborted) return { ...ended(), error: 'The receiver did not answer in time.' };
    if (error instanceof HttpError) return { ...ended(), error: `${error.message}.` };
    throw error;
  }
}
