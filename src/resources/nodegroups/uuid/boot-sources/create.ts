import { admin } from '../../../../api/operation/authorize.js';
import { operation } from '../../../../api/operation/operation.js';
import { Reply } from '../../../../api/reply/reply.js';
import {
  bootSourceUrl,
  checkKeyrings,
  createBootSource,
  keyringFilename,
} from '../../../../model/images/boot-sources.js';
import { field, optional } from '../../../../params/param.js';
import { findClusterInPath } from '../find-cluster.js';
import { keyring } from './keyring-parameter.js';
import { SOURCE_DOCS } from './source-docs.js';
import { sourceJson, sourceShape } from './source-json.js';

export const bootSourcesCreate = operation({
  on: 'POST',
  allow: admin,
  doc: 'Add a boot source to a cluster.',
  params: {
    url: field(bootSourceUrl, SOURCE_DOCS.url),
    keyring_filename: optional(keyringFilename, SOURCE_DOCS.keyring_filename, ''),
    keyring_data: keyring,
  },
  collectsProblems: true,
  returns: sourceShape,
  status: 201,
  target: findClusterInPath,
  async handle({ db, audit, links, target: { id, uuid }, params, problems, rightParams }) {
    const keyrings = {
      keyringFilename: params.keyring_filename,
      keyringData: (await params.keyring_data?.()) ?? new Uint8Array(),
    };
    if (!problems.has('keyring_filename') && !problems.has('keyring_data')) checkKeyrings(keyrings, problems);
    const { url } = rightParams();
    const source = await createBootSource(db, id, { url, ...keyrings });
    audit.add([String(source.id)]);
    return Reply.json(sourceJson(source, uuid, links), 201);
  },
});
