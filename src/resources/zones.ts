import { z } from 'zod';
import { admin, user } from '../api/operation/access.js';
import type { Links } from '../api/operation/links.js';
import { operation, resource } from '../api/operation/operation.js';
import { Reply } from '../api/reply/reply.js';
import {
  createZone,
  deleteZone,
  listZones,
  lockZone,
  readZone,
  updateZone,
  ZONE_NAME_LENGTH,
  type Zone,
} from '../model/zones/zones.js';
import { field, optional } from '../params/param.js';
import { identifier } from '../params/values.js';

const ZoneJson = z.object({ resource_uri: z.string(), name: z.string(), description: z.string() });

const name = identifier(ZONE_NAME_LENGTH);
const DESCRIPTION = 'Free text about the zone.';

function zoneJson({ name, description }: Zone, links: Links) {
  return { resource_uri: links.api('zones', name), name, description };
}

/** `zones/` */
export const zones = resource({
  name: 'ZonesHandler',
  path: 'zones/',
  doc: 'Manage physical zones: racks, rooms, data centres, whatever separates nodes.',
  operations: [
    operation({
      on: 'GET',
      allow: user,
      doc: 'List all zones by name.',
      returns: z.array(ZoneJson),
      handle: async ({ db, links }) => (await listZones(db)).map((zone) => zoneJson(zone, links)),
    }),
    operation({
      on: 'POST',
      allow: admin,
      doc: 'Create a zone.',
      params: {
        name: field(name, 'The name of the zone: letters, digits, dashes and underscores.'),
        description: optional(z.string(), DESCRIPTION),
      },
      returns: ZoneJson,
      handle: async ({ db, links, params: { name, description = '' } }) =>
        zoneJson(await createZone(db, { name, description }), links),
    }),
  ],
});

/** `zones/{name}/` */
export const zone = resource({
  name: 'ZoneHandler',
  path: 'zones/{name}/',
  doc: 'Manage a physical zone. Every node is in one; those of a deleted zone move to the default zone.',
  operations: [
    operation({
      on: 'GET',
      allow: user,
      doc: 'Read a zone.',
      returns: ZoneJson,
      handle: async ({ db, links, arg }) => zoneJson(await readZone(db, arg('name')), links),
    }),
    operation({
      on: 'PUT',
      allow: admin,
      doc: 'Change a zone. What is left out stays as it is.',
      params: {
        name: optional(name, 'The new name. The default zone keeps its own.'),
        description: optional(z.string(), DESCRIPTION),
      },
      returns: ZoneJson,
      target: ({ db, arg }) => lockZone(db, arg('name')),
      handle: async ({ db, links, target, params }) => zoneJson(await updateZone(db, target, params), links),
    }),
    operation({
      on: 'DELETE',
      allow: admin,
      doc: 'Delete a zone. Deleting one that is not there does nothing.',
      handle: async ({ db, arg }) => {
        await deleteZone(db, arg('name'));
        return Reply.empty();
      },
    }),
  ],
});
