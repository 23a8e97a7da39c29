import { z } from 'zod';
import { ADVISORY_LOCKS } from '../advisory-locks.js';
import type { SqlDatabase } from '../sql-database.js';
import { statement } from '../statement.js';
import { ListeningConnection } from './listening-connection.js';

const owner = z.number().nullable();
/** A node's system_id with its owners before and after the change. Null: nobody; -1: it is for administrators only. */
const OwnedNode = z.tuple([z.string(), owner, owner]);
export type OwnedNode = z.infer<typeof OwnedNode>;

const many = z.literal(true);

/** What has changed, by topic. `true`: many things, or anything. */
const LiveChange = z.object({
  nodes: many.or(z.array(OwnedNode)).optional(),
  events: many.or(z.array(OwnedNode)).optional(),
  clusters: many.or(z.array(z.string())).optional(),
  /** The ids of the owners of the files. */
  files: many.or(z.array(owner)).optional(),
  /** Ids */
  users: many.or(z.array(owner)).optional(),
  /** The ids of the users whose sessions have ended. */
  sessions: many.or(z.array(owner)).optional(),
  tags: many.optional(),
  zones: many.optional(),
  networks: many.optional(),
  images: many.optional(),
  settings: many.optional(),
  scripts: many.optional(),
  webhooks: many.optional(),
});
export type LiveChange = z.infer<typeof LiveChange>;

/** Takes an id: those of all earlier transactions are less. The end of a snapshot may be less than ids of running ones. */
const newest = statement<[], { next: string }>('live_next_transaction', 'SELECT pg_current_xact_id()::text AS next');
const ended = statement<[string], { ended: boolean }>(
  'live_transactions_ended',
  'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8 AS ended',
);

/**
 * The changes that triggers notify of (prisma/migrations/20261128191500_live_changes). They notify while a process
 * listens, so that nobody else pays for it.
 */
export class LiveChanges {
  readonly #connection: ListeningConnection;

  /** @param lost called when changes may have been missed */
  constructor(
    private readonly database: SqlDatabase,
    changed: (change: LiveChange) => void,
    lost: () => void,
  ) {
    this.#connection = new ListeningConnection(database, {
      begin: ['LISTEN live', `SELECT pg_advisory_lock_shared(${ADVISORY_LOCKS.LIVE})`],
      notified: (payload) => {
        const change = readChange(payload);
        if (change) changed(change);
      },
      lost,
    });
  }

  /** Listens. @throws the error of the database */
  open(): Promise<void> {
    return this.#connection.open();
  }

  /**
   * Begins to find out whether all transactions have ended that may have looked for listeners in vain. Returns a function
   * that tells it.
   */
  async watchEarlierTransactions(): Promise<() => Promise<boolean>> {
    const [row] = await this.database.sql(newest);
    const next = row?.next ?? '0';
    return async () => (await this.database.sql(ended, next))[0]?.ended === true;
  }

  /** Stops listening. It can be opened again. */
  close(): Promise<void> {
    return this.#connection.close();
  }
}

/** @returns undefined for a text of another program */
function readChange(payload: string): LiveChange | undefined {
  try {
    return LiveChange.parse(JSON.parse(payload));
  } catch {
    return undefined;
  }
}
