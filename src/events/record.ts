import { type Sql, statement } from '../db/statement.js';
import { LEVELS, type Level } from './level.js';

/** A new event. It holds no secrets. */
export interface NewEvent {
  readonly level: Level;
  /** The kind of event, as a short fixed text. */
  readonly type: string;
  readonly description: string;
  /** The node of the event. Only administrators see events without a node. */
  readonly systemId?: string;
  /** The user who caused the event. */
  readonly username?: string;
  /** Data of the event for programs. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const insert = statement<[number, string, string, string | null, string | null, string | null], never>(
  'event_record',
  `INSERT INTO events (level, type, description, system_id, username, details) VALUES ($1, $2, $3, $4, $5, $6::jsonb)`,
);

/** Records an event. Within a transaction, the event is a part of it. */
export async function recordEvent(db: Sql, event: NewEvent): Promise<void> {
  const { level, type, description, systemId, username, details } = event;
  const json = details === undefined ? null : JSON.stringify(details);
  await db.sql(insert, LEVELS[level], type, description, systemId ?? null, username ?? null, json);
}
