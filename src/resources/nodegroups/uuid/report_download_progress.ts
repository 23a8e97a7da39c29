import { worker } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { byteCount, downloadError, downloadFilename, reportDownload } from '../../../model/clusters/downloads.js';
import { blankable, mandatory, optional } from '../../../params/param.js';
import { findReportingCluster } from './find-cluster.js';

export const nodegroupReportDownloadProgress = operation({
  on: 'POST',
  op: 'report_download_progress',
  audited: 'never',
  allow: worker,
  doc: `Report progress of a download.

The first report of a download has no bytes_downloaded, and creates a record. Later reports change the newest record of
that file. The last report of a successful download includes the size.`,
  params: {
    filename: mandatory(downloadFilename, 'Arbitrary identifier for the file being downloaded.'),
    size: blankable(byteCount, 'Size of the file in bytes, once it is known.'),
    bytes_downloaded: optional(
      byteCount,
      'Number of downloaded bytes. Only the first report of a download leaves it out.',
    ),
    error: optional(downloadError, 'Why the download has failed. An empty text clears an earlier error.'),
  },
  target: findReportingCluster,
  async handle({ db, target, params: { bytes_downloaded: bytesDownloaded, ...report } }) {
    await reportDownload(db, target.id, { ...report, bytesDownloaded });
    return Reply.text('');
  },
});
