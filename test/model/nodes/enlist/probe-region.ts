import { z } from 'zod';
import type { Chassis } from '../../../../src/jobs/task.js';
import { performProbe } from '../../../../src/model/nodes/enlist/probe-chassis.js';
import { environmentWith } from '../../../power/support.js';
import { memoryLog } from '../../../support/log.js';
import type { As, Region } from '../../../support/region.js';
import type { UcsManager } from '../../../support/ucs-manager.js';
import { SERVER, type UcsServer } from '../../../support/ucs-server.js';

/** In passwords, so that it can be found where it must not be. */
export const CANARY = 'c4nary&Passw0rd';

export const POLICIES = { [SERVER.policy]: ['<lsbootVirtualMedia order="1"/>', '<lsbootLan order="2"/>'] };
/** A server beside SERVER. */
export const SECOND: UcsServer = {
  ...SERVER,
  dn: 'sys/chassis-1/blade-2',
  uuid: '66666666-7777-8888-9999-000000000000',
  profile: 'org-root/ls-node2',
  adaptors: [['02:00:00:00:02:01']],
};

const Events = z.object({
  events: z.array(
    z.object({
      node: z.null(),
      level: z.string(),
      type: z.string(),
      description: z.string(),
      username: z.string(),
      details: z.object({
        cluster: z.string(),
        model: z.string(),
        address: z.string(),
        enlisted: z.array(z.string()),
        refusals: z.number(),
        refused: z.array(z.object({ machine: z.string(), reason: z.string() })),
        error: z.string().optional(),
      }),
    }),
  ),
});

/** The events of probes, newest first. */
export async function probeEvents(region: Region, as: As = 'admin') {
  return (await region.get(as, 'events/', { op: 'query' })).as(Events).events;
}

export const chassisOf = ({ url, username, password }: UcsManager): Chassis => ({
  model: 'ucsm',
  url,
  username,
  password,
});

/** Probes a chassis as the job does. @returns the log */
export async function probe(
  region: Region,
  chassis: Chassis,
  { uuid = region.worker.uuid, signal = new AbortController().signal, enlistIgnoreMacs = [] as readonly string[] } = {},
): Promise<string> {
  const { log, lines } = memoryLog();
  const settings = { enlistIgnoreMacs };
  const services = { settings, database: region.database, log, environment: environmentWith() };
  await performProbe(services, { uuid, chassis, requestedBy: 'admin' }, { signal });
  return lines.join('');
}
