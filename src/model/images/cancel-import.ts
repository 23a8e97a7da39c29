import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { ImportError } from '../../images/fetch/error.js';
import { IMPORT_IMAGES } from '../../jobs/task.js';

const cancel = statement<[number, string], { id: number }>(
  'import_cancel',
  `WITH removed AS (SELECT graphile_worker.remove_job($2))
   UPDATE nodegroups SET import_cancelled = clock_timestamp() FROM removed WHERE id = $1 RETURNING id`,
);

/** Cancels the import of a cluster's images that runs, and the one that waits. What was fetched stays for the next one. */
export async function cancelImport(
  tx: Db,
  { id, uuid }: { readonly id: number; readonly uuid: string },
): Promise<void> {
  await tx.sql(cancel, id, `${IMPORT_IMAGES.name} ${uuid}`);
}

const readTime = statement<[], { now: string }>('import_begin', 'SELECT clock_timestamp()::text AS now');
const isCancelled = statement<[number, string], { cancelled: boolean }>(
  'import_cancelled',
  'SELECT coalesce(import_cancelled > $2::text::timestamptz, false) AS cancelled FROM nodegroups WHERE id = $1',
);

/** How often an import looks whether it was cancelled. */
const LOOK_MS = 1_000;

interface Cancellation extends AsyncDisposable {
  /** Aborts when the import is cancelled. */
  readonly signal: AbortSignal;
}

/** Watches whether the import of a cluster that begins now is cancelled. */
export async function watchCancellation(db: Db, clusterId: number): Promise<Cancellation> {
  const cancelled = new AbortController();
  const [began] = await db.sql(readTime);
  let look: Promise<void> | undefined;
  const timer = setInterval(() => {
    look ??= db
      .sql(isCancelled, clusterId, began?.now ?? 'now')
      .then(
        ([row]) => {
          if (row?.cancelled) cancelled.abort(new ImportError('The import was cancelled.'));
        },
        // The import itself notices a lost database.
        () => {},
      )
      .finally(() => {
        look = undefined;
      });
  }, LOOK_MS);
  return {
    signal: cancelled.signal,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await look;
    },
  };
}
