import { z } from 'zod';
import type { Links } from '../../api/operation/links.js';
import type { Tag } from '../../model/tags/tags.js';

export const tagShape = z.object({
  comment: z.string(),
  definition: z.string(),
  resource_uri: z.string(),
  name: z.string(),
  kernel_opts: z.string().nullable(),
});

export function tagJson({ comment, definition, name, kernel_opts }: Tag, links: Links): z.infer<typeof tagShape> {
  return { comment, definition, resource_uri: links.api('tags', name), name, kernel_opts };
}
