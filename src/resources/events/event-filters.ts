import { z } from 'zod';
import type { Db } from '../../db/database.js';
import { Forbidden } from '../../errors.js';
import { AUDIT, LEVELS } from '../../events/level.js';
import type { Viewer } from '../../model/accounts/viewer.js';
import { listAudit } from '../../model/events/audit.js';
import { listEvents } from '../../model/events/list.js';
import type { Page } from '../../model/events/page.js';
import { optional, optionalMany } from '../../params/param.js';
import type { Values } from '../../params/read.js';
import { macAddress, systemId } from '../../params/values.js';

const LEVEL_NAMES = [AUDIT, ...Object.keys(LEVELS)].sort();

const level = z.enum([AUDIT, 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'], `Use one of ${LEVEL_NAMES.join(', ')}.`);

/** The parameters that choose events. */
export const EVENT_FILTERS = {
  hostname: optionalMany(z.string(), 'Only events of nodes with these hostnames are returned.'),
  mac_address: optionalMany(macAddress, 'Only events of nodes with these MAC addresses are returned.'),
  id: optionalMany(systemId, 'System ids: only events of these nodes are returned.'),
  zone: optional(z.string(), 'Name of a physical zone: only events of nodes in it are returned.'),
  agent_name: optional(z.string(), 'Only events of nodes with this agent name are returned.'),
  owner: optional(z.string(), 'A username: only events that this user caused are returned.'),
  level: optional(
    level,
    `The least level of the events: ${LEVEL_NAMES.join(', ')}. Without it, INFO. AUDIT returns the audit alone, and needs
an administrator.`,
  ),
};

/** A page of the events or audit records that match, newest first. @throws Forbidden */
export function listChosen(db: Db, viewer: Viewer, given: Values<typeof EVENT_FILTERS>, page: Page) {
  const { hostname, mac_address, id, zone, agent_name, owner, level } = given;
  const filter = {
    ...(hostname && { hostnames: hostname }),
    ...(mac_address && { macs: mac_address }),
    ...(id && { systemIds: id }),
    ...(zone !== undefined && { zone }),
    ...(agent_name !== undefined && { agentName: agent_name }),
    ...(owner !== undefined && { owner }),
    ...page,
  };
  if (level !== AUDIT) return listEvents(db, { ...filter, viewer, level: level ?? 'INFO' });
  if (!viewer.isSuperuser) throw new Forbidden('The audit is for administrators.');
  return listAudit(db, filter);
}
