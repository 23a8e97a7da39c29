import { z } from 'zod';
import { encodeSegment, type Links } from '../../api/operation/links.js';
import type { StoredFile } from '../../model/files/files.js';

export const fileShape = z.object({ filename: z.string(), anon_resource_uri: z.string(), resource_uri: z.string() });
export const fileContentShape = fileShape.extend({ content: z.string() });

export function fileJson({ filename, key }: StoredFile, links: Links): z.infer<typeof fileShape> {
  return {
    filename,
    anon_resource_uri: `${links.api('files')}?op=get_by_key&key=${key}`,
    resource_uri: `${links.api('files')}${filename.split('/').map(encodeSegment).join('/')}/`,
  };
}
