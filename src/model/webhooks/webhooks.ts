import { randomBytes } from 'node:crypto';
import type { Db } from '../../db/database.js';
import { firstRow } from '../../db/first-row.js';
import { statement } from '../../db/statement.js';
import { BadRequest } from '../../errors.js';
import { LEVELS, type Level, levelName } from '../../events/level.js';
import type { Delivery } from './deliveries.js';
import { type Filter, findFilter } from './filter.js';

/** The most webhooks. Each of them may have a delivery in progress in a process. */
export const MOST_WEBHOOKS = 32;
/** For this long, deliveries are signed with the former secret too. */
const OLD_SECRET_HOURS = 24;

/** Which events are sent where. */
export interface WebhookSettings extends Filter {
  readonly url: string;
  /** Empty: all types. */
  readonly types: readonly string[];
  readonly level: Level;
  readonly enabled: boolean;
}

export interface Webhook extends Omit<WebhookSettings, 'level'> {
  readonly id: number;
  readonly level: string;
  readonly created: Date;
  readonly last: LastDelivery | null;
  /** The number of dead letters. */
  readonly dead: number;
}

/** The newest delivery that was attempted. */
interface LastDelivery extends Pick<Delivery, 'state' | 'status' | 'error'> {
  /** ISO 8601 */
  readonly attempted: string;
}

interface WebhookRow extends Omit<Webhook, 'level'> {
  readonly level: number;
}

/** Of `webhooks w`. The newest delivery of each state is found by an index. */
const COLUMNS = `w.id, w.url, w.types, w.level::int AS level, (SELECT name FROM zones WHERE id = w.zone_id) AS zone,
   (SELECT name FROM tags WHERE id = w.tag_id) AS tag, w.enabled, w.created,
   (SELECT json_build_object('state', d.state, 'status', d.status, 'error', d.error, 'attempted', d.attempted)
    FROM unnest(enum_range(NULL::webhook_delivery_state)) known (state) CROSS JOIN LATERAL (
      SELECT * FROM webhook_deliveries
      WHERE webhook_id = w.id AND state = known.state AND attempts > 0 ORDER BY id DESC LIMIT 1) d
    ORDER BY d.id DESC LIMIT 1) AS last,
   (SELECT count(*)::int FROM webhook_deliveries WHERE webhook_id = w.id AND state = 'dead') AS dead`;

const toWebhook = (row: WebhookRow): Webhook => ({ ...row, level: levelName(row.level) });

const list = statement<[], WebhookRow>('webhook_list', `SELECT ${COLUMNS} FROM webhooks w ORDER BY w.id`);

/** All webhooks, the oldest first. */
export async function listWebhooks(db: Db): Promise<Webhook[]> {
  return (await db.sql(list)).map(toWebhook);
}

const find = statement<[number], WebhookRow>('webhook_find', `SELECT ${COLUMNS} FROM webhooks w WHERE w.id = $1`);

/** @throws NotFound */
export async function readWebhook(db: Db, id: number): Promise<Webhook> {
  return toWebhook(await firstRow(db.sql(find, id)));
}

const lock = statement<[number], WebhookRow>(
  'webhook_lock',
  `SELECT ${COLUMNS} FROM webhooks w WHERE w.id = $1 FOR NO KEY UPDATE`,
);

/** Reads a webhook, and locks it until the transaction ends. @throws NotFound */
export async function lockWebhook(tx: Db, id: number): Promise<Webhook> {
  return toWebhook(await firstRow(tx.sql(lock, id)));
}

const countAll = statement<[], { count: number }>('webhook_count', 'SELECT count(*)::int AS count FROM webhooks');

type Texts = readonly string[];

const insert = statement<[string, Texts, number, number | null, number | null, boolean, string], WebhookRow>(
  'webhook_insert',
  `INSERT INTO webhooks AS w (url, types, level, zone_id, tag_id, enabled, secret) VALUES ($1, $2, $3::int, $4, $5, $6, $7)
   RETURNING ${COLUMNS}`,
);

/**
 * Makes a webhook.
 * @returns it with its secret, which is not shown again
 * @throws Invalid for an unknown zone or tag, BadRequest when there are too many webhooks
 */
export async function createWebhook(tx: Db, settings: WebhookSettings): Promise<Webhook & { secret: string }> {
  const { zoneId, tagId } = await findFilter(tx, settings);
  const { count } = await firstRow(tx.sql(countAll));
  if (count >= MOST_WEBHOOKS) throw new BadRequest(`There can be at most ${MOST_WEBHOOKS} webhooks.`);
  const { url, types, level, enabled } = settings;
  const secret = makeSecret();
  const row = await firstRow(tx.sql(insert, url, types, LEVELS[level], zoneId, tagId, enabled, secret));
  return { ...toWebhook(row), secret };
}

/** As Standard Webhooks writes secrets. */
function makeSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

export type WebhookChanges = { readonly [Name in keyof WebhookSettings]?: WebhookSettings[Name] | undefined };

/** Changes what is given. Deliveries that wait go to the new URL. @throws Invalid for an unknown zone or tag */
export async function updateWebhook(tx: Db, id: number, changes: WebhookChanges): Promise<Webhook> {
  const { url, types, level, zone, tag, enabled } = changes;
  const { zoneId, tagId } = await findFilter(tx, { zone: zone ?? null, tag: tag ?? null });
  const data = {
    ...(url !== undefined && { url }),
    ...(types !== undefined && { types: [...types] }),
    ...(level !== undefined && { level: LEVELS[level] }),
    ...(zone !== undefined && { zoneId }),
    ...(tag !== undefined && { tagId }),
    ...(enabled !== undefined && { enabled }),
  };
  await tx.prisma.webhook.updateMany({ where: { id }, data });
  return await readWebhook(tx, id);
}

const rotate = statement<[number, string, number], WebhookRow>(
  'webhook_rotate',
  `UPDATE webhooks w SET secret = $2, old_secret = secret, old_secret_until = now() + make_interval(hours => $3)
   WHERE id = $1 RETURNING ${COLUMNS}`,
);

/** Gives a webhook a new secret. @returns it with the secret, which is not shown again */
export async function rotateSecret(tx: Db, id: number): Promise<Webhook & { secret: string }> {
  const secret = makeSecret();
  return { ...toWebhook(await firstRow(tx.sql(rotate, id, secret, OLD_SECRET_HOURS))), secret };
}

const remove = statement<[number], { id: number }>('webhook_delete', 'DELETE FROM webhooks WHERE id = $1 RETURNING id');

/** Deletes a webhook with its deliveries. @throws NotFound */
export async function deleteWebhook(tx: Db, id: number): Promise<void> {
  await firstRow(tx.sql(remove, id));
}
