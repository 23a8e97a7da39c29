import type { Db } from '../db/database.js';
import { statement } from '../db/statement.js';
import { LEVELS, type Level } from './level.js';

/** Something that happened. It holds no secrets. */
export interface NewEvent {
  readonly level: Level;
  /** What kind of thing, in a few words that are the same each time. */
  readonly type: string;
  readonly description: string;
  /** The node that it is about; events about none are shown to administrators only. */
  readonly systemId?: string;
  /** The user who brought it about. */
  readonly username?: string;
  /** What a program would want to know of it. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const insert = statement<[number, string, string, string | null, string | null, string | null], never>(
  'event_record',
  `INSERT INTO events (level, type, description, system_id, username, details) VALUES ($1, $2, $3, $4, $5, $6::jsonb)`,
);

/** Records an event; in a transaction, with what else that writes or not at all. */
export async function recordEvent(db: Db, event: NewEvent): Promise<void> {
  const { level, type, description, systemId, username, details } = event;
  const json = details === undefined ? null : JSON.stringify(details);
  await db.sql(insert, LEVELS[level], type, description, systemId ?? null, username ?? null, json);
}
