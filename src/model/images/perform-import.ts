import type { Logger } from 'pino';
import type { Db } from '../../db/database.js';
import { NotFound } from '../../errors.js';
import { recordEvent } from '../../events/record.js';
import { ImportError } from '../../images/fetch/error.js';
import { ImportRunning } from '../../images/locks.js';
import type { Watcher } from '../../images/progress.js';
import { findCluster } from '../clusters/cluster.js';
import { DownloadRecords, IMPORT_RECORD } from './download-records.js';
import { type ImportServices, importImages } from './import-images.js';

/**
 * Does an import as a job. A problem of the sources is recorded, logged and made an event; the job is done with that.
 * @throws Error on any other failure, and when it has to stop: the queue retries it
 */
export async function performImport(
  services: ImportServices & { readonly log: Logger },
  uuid: string,
  signal: AbortSignal,
): Promise<void> {
  const { log, database, settings } = services;
  try {
    const { images, changed } = await importImages(services, uuid, { signal, watcher: watch(log, uuid) });
    log.info({ cluster: uuid, images, changed }, 'imported boot images');
  } catch (error) {
    const isFinal = error instanceof NotFound || (error instanceof ImportError && !(error instanceof ImportRunning));
    if (!isFinal || signal.aborted) throw error;
    log.warn({ cluster: uuid, reason: error.message }, 'boot images could not be imported');
    // Imports that are turned off are no failure.
    if (error instanceof ImportError && settings.imageImport)
      await recordFailedImport(database, uuid, error.message, { source: error.subject });
  }
}

/** So many lines say what of one source is passed over. */
const MAX_LINES = 100;

function watch(log: Logger, cluster: string): Watcher {
  return {
    passedOver(source, parts) {
      for (const part of parts.slice(0, MAX_LINES))
        log.warn({ cluster, source, ...part }, 'part of a mirror is passed over');
      const more = parts.length - MAX_LINES;
      if (more > 0) log.warn({ cluster, source, more }, 'more parts of a mirror are passed over');
    },
    planned: () => {},
    progress: () => {},
  };
}

/** Records the failure of an import of which several processes died. */
export async function giveUpImport(
  { database, log }: Pick<ImportServices, 'database'> & { readonly log: Logger },
  uuid: string,
  deaths: number,
): Promise<void> {
  log.error({ cluster: uuid, deaths }, 'an import of boot images was given up, since the process ended during it');
  const cluster = await findCluster(database, uuid);
  if (!cluster) return;
  const message = `Given up: the process of the region ended ${deaths} times during the import.`;
  await database.transaction(async (tx) => {
    await new DownloadRecords(tx, cluster.id).failed(IMPORT_RECORD, message);
    await recordFailedImport(tx, uuid, message, { deaths });
  });
}

function recordFailedImport(db: Db, cluster: string, message: string, details: object): Promise<void> {
  return recordEvent(db, {
    level: 'ERROR',
    type: 'Failed to import boot images',
    description: `Cluster ${cluster}. ${message}`,
    details: { cluster, ...details },
  });
}
