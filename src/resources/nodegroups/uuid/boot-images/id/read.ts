import { user } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import { NotFound } from '../../../../../errors.js';
import { findBootImage } from '../../../../../model/images/boot-images.js';
import { pathId } from '../../../../../params/values.js';
import { findClusterInPath } from '../../find-cluster.js';
import { imageJson, imageShape } from '../image-json.js';

export const bootImageRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a boot image.',
  returns: imageShape,
  target: findClusterInPath,
  async handle({ db, links, arg, target: { id, uuid } }) {
    const imageId = pathId(arg('id'));
    const image = imageId === undefined ? undefined : await findBootImage(db, id, imageId);
    if (!image) throw new NotFound();
    return imageJson(image, uuid, links);
  },
});
