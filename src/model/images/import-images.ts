import type { Database } from '../../db/database.js';
import { notifyOfCluster } from '../../db/notifications/notifications.js';
import { NotFound } from '../../errors.js';
import { ImportError, shown } from '../../images/fetch/error.js';
import { Transport, type TransportOptions } from '../../images/fetch/transport.js';
import { Folders } from '../../images/folders.js';
import { importTree } from '../../images/import.js';
import { ImportLocks } from '../../images/locks.js';
import { summarize } from '../../images/mirror/passed-over.js';
import type { Watcher } from '../../images/progress.js';
import { sweep } from '../../images/sweep.js';
import { Tree } from '../../images/tree.js';
import type { Settings } from '../../settings.js';
import { type Cluster, findCluster } from '../clusters/cluster.js';
import { getConfig } from '../configuration/configuration.js';
import { watchCancellation } from './cancel-import.js';
import { DownloadRecords, IMPORT_RECORD } from './download-records.js';
import { enqueueIfMoved } from './enqueue-imports.js';
import { listImportSources } from './import-sources.js';
import { listTreeOwners, replaceImportedImages } from './imported-images.js';

export interface ImportServices {
  readonly database: Database;
  readonly settings: Pick<Settings, 'imagesDir' | 'imageImport' | 'noProxy'>;
}

export interface ImportOptions {
  /** Ends the import; what has been fetched stays for the next. */
  readonly signal: AbortSignal;
  readonly watcher?: Watcher;
  readonly transport?: Omit<TransportOptions, 'proxy' | 'noProxy'>;
  /** The wait before something is tried again for the first time. */
  readonly retryMs?: number;
}

export interface ImportResult {
  /** How many kinds of nodes have images now. */
  readonly images: number;
  /** False: there was nothing to do. */
  readonly changed: boolean;
  /** The folder from which nodes boot. */
  readonly folder: string;
}

const RETRY_MS = 1_000;
const DEFECT = 'The region controller has a problem, which its log tells.';
const OFF = 'Image imports are turned off (IMAGE_IMPORT=off): nothing was fetched.';

/**
 * Imports the boot images of a cluster: fetches what its boot sources select, makes it the cluster's tree, and has its
 * nodes boot from it. The download records tell how far it is, and why it failed.
 * @throws NotFound for an unknown cluster
 * @throws ImportRunning
 * @throws ImportError; the cluster keeps the images that it had
 */
export async function importImages(
  services: ImportServices,
  uuid: string,
  options: ImportOptions,
): Promise<ImportResult> {
  const { database } = services;
  const cluster = await findCluster(database, uuid);
  if (!cluster) throw new NotFound(`There is no cluster ${JSON.stringify(uuid)}.`);
  await using locks = await ImportLocks.take(database.pool.options.connectionString ?? '', cluster.id);
  const records = new DownloadRecords(database, cluster.id);
  try {
    return await run(services, cluster, locks, records, options);
  } catch (error) {
    if (error instanceof ImportError) await records.failed(error.subject ?? IMPORT_RECORD, error.message);
    else if (!options.signal.aborted) await records.failed(IMPORT_RECORD, DEFECT).catch(() => {});
    throw error;
  }
}

async function run(
  { database, settings }: ImportServices,
  { id, uuid }: Cluster,
  locks: ImportLocks,
  records: DownloadRecords,
  options: ImportOptions,
): Promise<ImportResult> {
  if (!settings.imageImport) throw new ImportError(OFF);
  const proxy = (await getConfig(database, 'http_proxy')) || undefined;
  const sources = await listImportSources(database, id);
  const folders = new Folders(settings.imagesDir);
  const transport = new Transport({ ...options.transport, proxy, noProxy: settings.noProxy });
  await using cancellation = await watchCancellation(database, id);
  const signal = AbortSignal.any([options.signal, locks.lost, cancellation.signal]);
  /** Sources of which something is passed over. */
  const incomplete = new Set<string>();
  const { images, changed } = await importTree({
    folders,
    uuid,
    sources,
    locks,
    fetching: { transport, retryMs: options.retryMs ?? RETRY_MS, signal },
    watcher: {
      async passedOver(subject, parts) {
        incomplete.add(subject);
        await records.failed(subject, `Passed over: ${summarize(parts)}`);
        await options.watcher?.passedOver(subject, parts);
      },
      planned: (files) => options.watcher?.planned(files),
      async progress(file) {
        await records.progress(file);
        await options.watcher?.progress(file);
      },
    },
  }).catch((error: unknown) => {
    // A wait that the signal ends fails with an AbortError, which does not say why.
    signal.throwIfAborted();
    throw error;
  });
  await database.transaction(async (tx) => {
    await enqueueIfMoved(tx, { id, uuid });
    await replaceImportedImages(tx, { id, uuid }, images);
    if (changed) await notifyOfCluster(tx, id);
  });
  const complete = sources.map(({ url }) => shown(url)).filter((source) => !incomplete.has(source));
  await records.forget([IMPORT_RECORD, ...complete]);
  const tree = new Tree(folders, uuid);
  await tree.prune();
  await locks.ifAlone(async () => sweep(folders, await listTreeOwners(database)));
  return { images: images.length, changed, folder: tree.current };
}
