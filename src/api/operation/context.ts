import type { FastifyBaseLogger } from 'fastify';
import type { Db } from '../../db/database.js';
import type { Notifications } from '../../db/notifications/notifications.js';
import type { FieldErrors } from '../../errors.js';
import type { AuditRecord } from '../../events/audit.js';
import type { Settings } from '../../settings.js';
import type { Caller } from './caller.js';
import type { Links } from './links.js';

/** The audit record of a request. */
export interface RequestAudit {
  /** Adds objects that the operation chose or made. Those that the path or a parameter names are in the record. */
  add(objects: readonly string[]): void;
  /** The record as a part of another statement. */
  readonly record: AuditRecord;
  /** Records the success in the handler's own transaction. */
  write(tx: Db): Promise<void>;
}

/** The surroundings in which an operation runs. */
export interface Context {
  readonly caller: Caller;
  /** The transaction of the operation, or the database itself when the operation runs outside a transaction. */
  readonly db: Db;
  readonly links: Links;
  readonly settings: Settings;
  readonly notifications: Notifications;
  readonly log: FastifyBaseLogger;
  readonly audit: RequestAudit;
  /** The problems that the operation's `precheck` has found. */
  readonly prechecked: FieldErrors;
  /** Returns the argument of the path with this name. */
  arg(name: string): string;
}
