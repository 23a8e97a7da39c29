import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import {
  computeBytesPerSecond,
  computePercent,
  type Download,
  getDownloadState,
  listDownloads,
} from '../../../model/clusters/downloads.js';
import { findClusterInPath } from './find-cluster.js';

const downloadShape = z.object({
  filename: z.string(),
  state: z.enum(['running', 'complete', 'failed']),
  size: z.number().int().nullable(),
  bytes_downloaded: z.number().int().nullable(),
  percent: z.number().nullable(),
  bytes_per_second: z.number().int().nullable(),
  error: z.string(),
  began: z.string(),
  updated: z.string(),
});

export const nodegroupDownloadProgress = operation({
  on: 'GET',
  op: 'download_progress',
  allow: admin,
  doc: `List the downloads of a cluster with their progress, the oldest first.

The state is running, complete or failed; size and bytes_downloaded are null while unknown. bytes_per_second is the
mean from the beginning to the last report. Records without a report for 30 days are deleted.`,
  returns: z.array(downloadShape),
  target: findClusterInPath,
  handle: async ({ db, target }) => (await listDownloads(db, target.id)).map(downloadJson),
});

function downloadJson(download: Download): z.infer<typeof downloadShape> {
  return {
    filename: download.filename,
    state: getDownloadState(download),
    size: download.size,
    bytes_downloaded: download.bytesDownloaded,
    percent: computePercent(download),
    bytes_per_second: computeBytesPerSecond(download),
    error: download.error,
    began: download.began.toISOString(),
    updated: download.updated.toISOString(),
  };
}
