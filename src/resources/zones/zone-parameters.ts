import { ZONE_NAME_LENGTH } from '../../model/zones/zones.js';
import { identifier } from '../../params/values.js';

export const zoneName = identifier(ZONE_NAME_LENGTH);
/** What `description` is. */
export const ZONE_DESCRIPTION_DOC = 'Free text about the zone.';
