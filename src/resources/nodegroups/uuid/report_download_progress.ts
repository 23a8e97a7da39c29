import { worker } from '../../../api/operation/access.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { byteCount, failure, filename, reportDownload } from '../../../model/clusters/downloads.js';
import { blankable, mandatory, optional } from '../../../params/param.js';
import { findClusterInPath } from './find-cluster.js';

export const nodegroupReportDownloadProgress = operation({
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
  target: findClusterInPath,
  async handle({ db, target, params: { bytes_downloaded: bytesDownloaded, ...report } }) {
    await reportDownload(db, target.id, { ...report, bytesDownloaded });
    return Reply.text('');
  },
});
