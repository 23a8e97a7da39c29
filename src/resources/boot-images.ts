import { z } from 'zod';
import { user, worker } from '../api/operation/access.js';
import type { Links } from '../api/operation/links.js';
import { operation, resource } from '../api/operation/operation.js';
import { Reply } from '../api/reply/reply.js';
import { NotFound } from '../errors.js';
import { type BootImage, findImage, listImages } from '../model/images/image.js';
import { reportedImages, reportImages } from '../model/images/report.js';
import { mandatory } from '../params/param.js';
import { pathId } from '../params/values.js';
import { findCluster, SHORT_TEXT } from './nodegroups/cluster.js';

const imageShape = z.object({
  subarchitecture: z.string(),
  osystem: z.string(),
  label: z.string(),
  architecture: z.string(),
  release: z.string(),
  resource_uri: z.string(),
  id: z.number().int(),
  purpose: z.string(),
});

function imageJson(image: BootImage, uuid: string, links: Links): z.infer<typeof imageShape> {
  return {
    subarchitecture: image.subarchitecture,
    osystem: image.osystem,
    label: image.label,
    architecture: image.architecture,
    release: image.release,
    resource_uri: links.api('nodegroups', uuid, 'boot-images', String(image.id)),
    id: image.id,
    purpose: image.purpose,
  };
}

/** `nodegroups/{uuid}/boot-images/` */
export const bootImages = resource({
  name: 'BootImagesHandler',
  path: 'nodegroups/{uuid}/boot-images/',
  doc: 'Manage the boot images of a cluster.',
  operations: [
    operation({
      on: 'GET',
      allow: user,
      doc: 'List the boot images of a cluster.',
      returns: z.array(imageShape),
      target: findCluster,
      handle: async ({ db, links, target: { id, uuid } }) =>
        (await listImages(db, id)).map((image) => imageJson(image, uuid, links)),
    }),
    operation({
      on: 'POST',
      op: 'report_boot_images',
      allow: worker,
      doc: 'Report all images that the cluster has to boot nodes from. Those reported before and not now are forgotten.',
      params: {
        images: mandatory(
          reportedImages,
          `A JSON list of objects with osystem (or os), architecture, release, purpose and optionally subarchitecture
(default generic), label (default release) and supported_subarches.`,
        ),
      },
      target: findCluster,
      async handle({ db, target, params }) {
        await reportImages(db, target.id, params.images);
        return Reply.text('OK', 200, SHORT_TEXT);
      },
    }),
  ],
});

/** `nodegroups/{uuid}/boot-images/{id}/` */
export const bootImage = resource({
  name: 'BootImageHandler',
  path: 'nodegroups/{uuid}/boot-images/{id}/',
  doc: 'Manage a boot image.',
  operations: [
    operation({
      on: 'GET',
      allow: user,
      doc: 'Read a boot image.',
      returns: imageShape,
      target: findCluster,
      async handle({ db, links, arg, target: { id, uuid } }) {
        const imageId = pathId(arg('id'));
        const image = imageId === undefined ? undefined : await findImage(db, id, imageId);
        if (!image) throw new NotFound();
        return imageJson(image, uuid, links);
      },
    }),
  ],
});
