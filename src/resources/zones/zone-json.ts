import { z } from 'zod';
import type { Links } from '../../api/operation/links.js';
import type { Zone } from '../../model/zones/zones.js';

export const zoneShape = z.object({ resource_uri: z.string(), name: z.string(), description: z.string() });

export function zoneJson({ name, description }: Zone, links: Links) {
  return { resource_uri: links.api('zones', name), name, description };
}
