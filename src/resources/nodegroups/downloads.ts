import { z } from 'zod';
import { admin, worker } from '../../api/operation/access.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import {
  byteCount,
  bytesPerSecondOf,
  type Download,
  failure,
  filename,
  listDownloads,
  percentOf,
  reportDownload,
  stateOf,
} from '../../model/clusters/downloads.js';
import { blankable, mandatory, optional } from '../../params/param.js';
import { findCluster } from './cluster.js';

export const reportDownloadProgress = operation({
  on: 'POST',
  op: 'report_download_progress',
  allow: worker,
  doc: `Report progress of a download.

Before a file is downloaded it is reported without bytes_downloaded, which begins a record. Later reports change the
newest record of that file. The last one of a download that succeeds gives its size too.`,
  params: {
    filename: mandatory(filename, 'Arbitrary identifier for the file being downloaded.'),
    size: blankable(byteCount, 'Size of the file in bytes, once it is known.'),
    bytes_downloaded: optional(
      byteCount,
      'Number of bytes that have been downloaded; left out in the first report of a download and in no other.',
    ),
    error: optional(failure, 'Why the download has failed; an empty one takes back what was said before.'),
  },
  target: findCluster,
  async handle({ db, target, params: { bytes_downloaded: bytesDownloaded, ...report } }) {
    await reportDownload(db, target.id, { ...report, bytesDownloaded });
    return Reply.text('');
  },
});

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

export const downloadProgress = operation({
  on: 'GET',
  op: 'download_progress',
  allow: admin,
  doc: `List the downloads of a cluster, the oldest first, with how they go on.

The state is running, complete or failed; size and bytes_downloaded are null while unknown. bytes_per_second is the
mean from the beginning to the last report. Records of which nothing was heard for 30 days are forgotten.`,
  returns: z.array(downloadShape),
  target: findCluster,
  handle: async ({ db, target }) => (await listDownloads(db, target.id)).map(downloadJson),
});

function downloadJson(download: Download): z.infer<typeof downloadShape> {
  return {
    filename: download.filename,
    state: stateOf(download),
    size: download.size,
    bytes_downloaded: download.bytesDownloaded,
    percent: percentOf(download),
    bytes_per_second: bytesPerSecondOf(download),
    error: download.error,
    began: download.began.toISOString(),
    updated: download.updated.toISOString(),
  };
}
