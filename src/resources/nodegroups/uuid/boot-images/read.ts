import { z } from 'zod';
import { user } from '../../../../api/operation/authorize.js';
import { operation } from '../../../../api/operation/operation.js';
import { listBootImages } from '../../../../model/images/boot-images.js';
import { findClusterInPath } from '../find-cluster.js';
import { imageJson, imageShape } from './image-json.js';

export const bootImagesRead = operation({
  on: 'GET',
  allow: user,
  doc: 'List the boot images of a cluster.',
  returns: z.array(imageShape),
  target: findClusterInPath,
  handle: async ({ db, links, target: { id, uuid } }) =>
    (await listBootImages(db, id)).map((image) => imageJson(image, uuid, links)),
});
