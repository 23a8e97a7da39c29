import { admin } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import {
  bootSourceUrl,
  checkKeyrings,
  keyringFilename,
  lockBootSource,
  updateBootSource,
} from '../../../../../model/images/boot-sources.js';
import { optional } from '../../../../../params/param.js';
import { findClusterInPath } from '../../find-cluster.js';
import { itemId } from '../../item-id.js';
import { keyring } from '../keyring-parameter.js';
import { SOURCE_DOCS } from '../source-docs.js';
import { sourceJson, sourceShape } from '../source-json.js';

export const bootSourceUpdate = operation({
  on: 'PUT',
  allow: admin,
  doc: 'Change a boot source. What is left out stays as it is. An empty keyring removes the keyring.',
  params: {
    url: optional(bootSourceUrl, SOURCE_DOCS.url),
    keyring_filename: optional(keyringFilename, SOURCE_DOCS.keyring_filename),
    keyring_data: keyring,
  },
  returns: sourceShape,
  target: async (context) => lockBootSource(context.db, (await findClusterInPath(context)).id, itemId(context)),
  collectsProblems: true,
  async handle({ db, links, arg, target, params, problems }) {
    const settings = {
      url: params.url ?? target.url,
      keyringFilename: params.keyring_filename ?? target.keyringFilename,
      keyringData: (await params.keyring_data?.()) ?? target.keyringData,
    };
    if (!problems.has('keyring_filename') && !problems.has('keyring_data')) checkKeyrings(settings, problems);
    problems.throwIfAny();
    return sourceJson(await updateBootSource(db, target.id, settings), arg('uuid'), links);
  },
});
