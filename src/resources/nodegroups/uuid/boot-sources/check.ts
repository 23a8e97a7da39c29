import { z } from 'zod';
import { admin } from '../../../../api/operation/authorize.js';
import { operation } from '../../../../api/operation/operation.js';
import { bootSourceUrl, checkKeyrings, keyringFilename } from '../../../../model/images/boot-sources.js';
import { field, optional } from '../../../../params/param.js';
import { findClusterInPath } from '../find-cluster.js';
import { keyring } from './keyring-parameter.js';
import { SOURCE_DOCS } from './source-docs.js';

export const bootSourcesCheck = operation({
  on: 'POST',
  op: 'check',
  allow: admin,
  transaction: false,
  audited: 'never',
  doc: `Check a mirror before it is saved as a boot source: its signature, and what it offers. Nothing is stored or imported.

error is null for a mirror that can be read, and else says why it cannot be read. The check takes 20 seconds at most.`,
  params: {
    url: field(bootSourceUrl, SOURCE_DOCS.url),
    keyring_filename: optional(keyringFilename, SOURCE_DOCS.keyring_filename, ''),
    keyring_data: keyring,
  },
  collectsProblems: true,
  returns: z.object({
    error: z.string().nullable(),
    images: z.array(
      z.object({
        os: z.string(),
        arch: z.string(),
        subarch: z.string(),
        release: z.string(),
        label: z.string(),
      }),
    ),
    passed_over: z.array(z.string()),
  }),
  target: findClusterInPath,
  async handle({ db, settings, params, problems, rightParams }) {
    const data = (await params.keyring_data?.()) ?? new Uint8Array();
    if (!problems.has('keyring_filename') && !problems.has('keyring_data')) {
      checkKeyrings({ keyringFilename: params.keyring_filename, keyringData: data }, problems);
    }
    const { url, keyring_filename: filename } = rightParams();
    // Few requests need the code for signatures.
    const { checkSource } = await import('../../../../model/images/check-source.js');
    const { error, images, passedOver } = await checkSource(db, { url, keyring: { data, filename } }, settings);
    const shown = images.map(({ os, arch, subarch, release, label }) => ({ os, arch, subarch, release, label }));
    return { error, images: shown, passed_over: passedOver };
  },
});
