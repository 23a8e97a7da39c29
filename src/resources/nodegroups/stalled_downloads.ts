import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { listStalledDownloads } from '../../model/clusters/stalled-downloads.js';

export const nodegroupsStalledDownloads = operation({
  on: 'GET',
  op: 'stalled_downloads',
  allow: admin,
  doc: `List the downloads of all accepted clusters that failed, or that had no report for 15 minutes.

Only the last attempt at each file of a cluster counts. error is "" for a download without a report.`,
  returns: z.array(z.object({ uuid: z.string(), filename: z.string(), error: z.string(), updated: z.string() })),
  handle: async ({ db }) =>
    (await listStalledDownloads(db)).map(({ updated, ...download }) => ({
      ...download,
      updated: updated.toISOString(),
    })),
});
