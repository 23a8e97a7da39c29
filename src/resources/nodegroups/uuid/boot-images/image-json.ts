import { z } from 'zod';
import type { Links } from '../../../../api/operation/links.js';
import type { BootImage } from '../../../../model/images/boot-images.js';

export const imageShape = z.object({
  subarchitecture: z.string(),
  osystem: z.string(),
  label: z.string(),
  architecture: z.string(),
  release: z.string(),
  resource_uri: z.string(),
  id: z.number().int(),
  purpose: z.string(),
});

export function imageJson(image: BootImage, uuid: string, links: Links): z.infer<typeof imageShape> {
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
