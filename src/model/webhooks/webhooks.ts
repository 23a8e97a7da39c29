import { randomBytes } from 'node:crypto';
import type { Db } from '../../db/database.js';
import { firstRow } from '../../db/first-row.js';
import { statement } from '../../db/statement.js';
import { BadRequest, Invalid } from '../../errors.js';
import { LEVELS, type Level, levelName } from '../../events/level.js';

/** The most webhooks. Each of them may have a delivery in progress in a process. */
export const MOST_WEBHOOKS = 32;
/** For this long, deliveries are signed with the former secret too. */
const OLD_SECRET_HOURS = 24;

/** Which events are sent where. */
export interface WebhookSettings {
  readonly url: string;
  /** Empty: all types. */
  readonly types: readonly string[];
  readonly level: Level;
  /** Null: events of all nodes, and of none. */
  readonly zone: string | null;
  /** Null: events of all nodes, and of none. */
  readonly tag: string | null;
  readonly enabled: boolean;
}

export interface Webhook extends Omit<WebhookSettings, 'level'> {
  readonly id: number;
  readonly level: string;
  readonly created: Date;
}

interface WebhookRow extends Omit<WebhookSettings, 'level'> {
  readonly id: number;
  readonly level: number;
  readonly created: Date;
}

const COLUMNS = 'id, url, types, level::int AS level, zone, tag, enabled, created';

const toWebhook = (row: WebhookRow): Webhook => ({ ...row, level: levelName(row.level) });

const list = statement<[], WebhookRow>('webhook_list', `SELECT ${COLUMNS} FROM webhooks ORDER BY id`);

/** All webhooks, the oldest first. */
export async function listWebhooks(db: Db): Promise<Webhook[]> {
  return (await db.sql(list)).map(toWebhook);
}

const find = statement<[number], WebhookRow>('webhook_find', `SELECT ${COLUMNS} FROM webhooks WHERE id = $1`);

/** @throws NotFound */
export async function readWebhook(db: Db, id: number): Promise<Webhook> {
  return toWebhook(await firstRow(db.sql(find, id)));
}

const lock = statement<[number], WebhookRow>(
  'webhook_lock',
  `SELECT ${COLUMNS} FROM webhooks WHERE id = $1 FOR NO KEY UPDATE`,
);

/** Reads a webhook, and locks it until the transaction ends. @throws NotFound */
export async function lockWebhook(tx: Db, id: number): Promise<Webhook> {
  return toWebhook(await firstRow(tx.sql(lock, id)));
}

const check = statement<[string | null, string | null], { zone: boolean; tag: boolean; count: number }>(
  'webhook_check',
  `SELECT $1::text IS NULL OR EXISTS (SELECT FROM zones WHERE name = $1) AS zone,
     $2::text IS NULL OR EXISTS (SELECT FROM tags WHERE name = $2) AS tag,
     (SELECT count(*)::int FROM webhooks) AS count`,
);

/** @returns the number of webhooks @throws Invalid for an unknown zone or tag */
async function checkFilter(tx: Db, { zone, tag }: Pick<WebhookSettings, 'zone' | 'tag'>): Promise<number> {
  const known = await firstRow(tx.sql(check, zone, tag));
  if (!known.zone) throw Invalid.field('zone', `There is no zone '${zone}'.`);
  if (!known.tag) throw Invalid.field('tag', `There is no tag '${tag}'.`);
  return known.count;
}

type Texts = readonly string[];

const insert = statement<[string, Texts, number, string | null, string | null, boolean, string], WebhookRow>(
  'webhook_insert',
  `INSERT INTO webhooks (url, types, level, zone, tag, enabled, secret) VALUES ($1, $2, $3::int, $4, $5, $6, $7)
   RETURNING ${COLUMNS}`,
);

/**
 * Makes a webhook.
 * @returns it with its secret, which is not shown again
 * @throws Invalid for an unknown zone or tag, BadRequest when there are too many webhooks
 */
export async function createWebhook(tx: Db, settings: WebhookSettings): Promise<Webhook & { secret: string }> {
  const count = await checkFilter(tx, settings);
  if (count >= MOST_WEBHOOKS) throw new BadRequest(`There can be at most ${MOST_WEBHOOKS} webhooks.`);
  const { url, types, level, zone, tag, enabled } = settings;
  const secret = makeSecret();
  const row = await firstRow(tx.sql(insert, url, types, LEVELS[level], zone, tag, enabled, secret));
  return { ...toWebhook(row), secret };
}

/** As Standard Webhooks writes secrets. */
function makeSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

const change = statement<[number, string, Texts, number | null, string | null, string | null, boolean], WebhookRow>(
  'webhook_update',
  `UPDATE webhooks SET url = $2, types = $3, level = coalesce($4::int, level), zone = $5, tag = $6, enabled = $7
   WHERE id = $1 RETURNING ${COLUMNS}`,
);

export type WebhookChanges = { readonly [Name in keyof WebhookSettings]?: WebhookSettings[Name] | undefined };

/** Changes what is given. Deliveries that wait go to the new URL. @throws Invalid for an unknown zone or tag */
export async function updateWebhook(tx: Db, webhook: Webhook, changes: WebhookChanges): Promise<Webhook> {
  const { zone = webhook.zone, tag = webhook.tag, level } = changes;
  await checkFilter(tx, { zone: changes.zone ?? null, tag: changes.tag ?? null });
  const { url, types, enabled } = { ...webhook, ...given(changes) };
  const row = tx.sql(change, webhook.id, url, types, level ? LEVELS[level] : null, zone, tag, enabled);
  return toWebhook(await firstRow(row));
}

function given({ url, types, enabled }: WebhookChanges) {
  return {
    ...(url !== undefined && { url }),
    ...(types !== undefined && { types }),
    ...(enabled !== undefined && { enabled }),
  };
}

const rotate = statement<[number, string, number], WebhookRow>(
  'webhook_rotate',
  `UPDATE webhooks SET secret = $2, old_secret = secret, old_secret_until = now() + make_interval(hours => $3)
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
