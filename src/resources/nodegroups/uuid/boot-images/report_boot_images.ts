import { worker } from '../../../../api/operation/authorize.js';
import { operation } from '../../../../api/operation/operation.js';
import { Reply } from '../../../../api/reply/reply.js';
import { replaceReportedImages, reportedImages } from '../../../../model/images/reported-images.js';
import { mandatory } from '../../../../params/param.js';
import { SHORT_TEXT } from '../../short-text.js';
import { findReportingCluster } from '../find-cluster.js';

export const bootImagesReportBootImages = operation({
  on: 'POST',
  op: 'report_boot_images',
  audited: 'never',
  allow: worker,
  doc: 'Report all images from which the cluster can boot nodes. The report replaces all earlier reports.',
  params: {
    images: mandatory(
      reportedImages,
      `A JSON list of objects with osystem (or os), architecture, release, purpose and optionally subarchitecture
(default generic), label (default release) and supported_subarches.`,
    ),
  },
  target: findReportingCluster,
  async handle({ db, target, params }) {
    await replaceReportedImages(db, target.id, params.images);
    return Reply.text('OK', 200, SHORT_TEXT);
  },
});
