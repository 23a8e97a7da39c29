import type { Logger } from 'pino';
import { NotFound } from '../../errors.js';
import { ImportError } from '../../images/error.js';
import { ImportRunning } from '../../images/locks.js';
import { type ImportServices, importImages } from './import.js';

/**
 * Does an import as a job. What is wrong with the sources is recorded and told to the log; the job is done with that.
 * @throws whatever else hinders it, and when it has to stop: the queue tries again
 */
export async function performImport(
  services: ImportServices & { readonly log: Logger },
  uuid: string,
  signal: AbortSignal,
): Promise<void> {
  const { log } = services;
  try {
    const { images, changed } = await importImages(services, uuid, { signal });
    log.info({ cluster: uuid, images, changed }, 'imported boot images');
  } catch (error) {
    const isFinal = error instanceof NotFound || (error instanceof ImportError && !(error instanceof ImportRunning));
    if (!isFinal || signal.aborted) throw error;
    log.warn({ cluster: uuid, reason: error.message }, 'boot images could not be imported');
  }
}
