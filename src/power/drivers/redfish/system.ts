import type { MachineState } from '../../driver/driver.js';
import { PowerActionError, PowerSettingsError } from '../../driver/errors.js';
import { type RedfishClient, toPowerError } from './client.js';
import { Collection, ComputerSystem, parseAnswer } from './schemas.js';
import { finishTask } from './task.js';

/** A computer system as it was read, with the ETag of that. */
export interface ReadSystem extends ComputerSystem {
  readonly id: string;
  readonly etag: string | undefined;
}

/** The most pages of a list. */
const MAX_PAGES = 20;
/** The most systems that a message names. */
const MOST_NAMED = 8;

/**
 * Finds the system of a node.
 * @param nodeId the id of the system; "" for the only one
 * @returns its `@odata.id`
 * @throws PowerSettingsError when no system has the id, or several systems have none to tell them apart
 */
export async function findSystem(client: RedfishClient, nodeId: string): Promise<string> {
  const ids = await listSystems(client);
  const names = ids.slice(0, MOST_NAMED).map(lastSegment).join(', ');
  if (nodeId !== '') {
    const found = ids.find((id) => lastSegment(id) === nodeId);
    if (found !== undefined) return found;
    throw new PowerSettingsError(`The BMC has no system with this node ID. It has: ${names || 'none'}.`);
  }
  const [first, ...others] = ids;
  if (first === undefined) throw new PowerActionError('The BMC has no systems.');
  if (others.length > 0)
    throw new PowerSettingsError(`The BMC has several systems. Set the node ID to one of: ${names}.`);
  return first;
}

async function listSystems(client: RedfishClient): Promise<string[]> {
  const ids = new Map<string, string>();
  let page = client.root.Systems?.['@odata.id'] ?? '/redfish/v1/Systems';
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { Members, 'Members@odata.nextLink': next } = parseAnswer(Collection, (await client.read(page)).text);
    for (const { '@odata.id': id } of Members) ids.set(lastSegment(id), id);
    if (next === undefined) break;
    page = next;
  }
  return [...ids.values()];
}

/** The id of a system, which is the last part of its URI. */
function lastSegment(id: string): string {
  return (
    id
      .replace(/\/+$/, '')
      .split('/')
      .at(-1)
      ?.replace(/\p{Control}/gu, '') ?? ''
  );
}

/** @throws PowerError */
export async function readSystem(client: RedfishClient, id: string): Promise<ReadSystem> {
  const { text, headers } = await client.read(id);
  const system = parseAnswer(ComputerSystem, text);
  return { ...system, id, etag: headers.etag ?? system['@odata.etag'] };
}

/** A system that is starting counts as on, and one that is powering off as neither. */
export function toMachineState({ PowerState: state }: ComputerSystem): MachineState {
  if (state === 'On' || state === 'PoweringOn') return 'on';
  return state === 'Off' ? 'off' : 'unknown';
}

const ATTEMPTS = 3;
const BOOT_ONCE = { Boot: { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Pxe' } };

/**
 * Has the next boot be from the network. Does nothing where the BMC does not offer that: its own order decides there.
 * A change of the system by others makes the ETag invalid; the system is read again then.
 * @throws PowerError
 */
export async function bootFromNetworkOnce(client: RedfishClient, system: ReadSystem): Promise<void> {
  if (!system.Boot) return;
  const targets = system.Boot['BootSourceOverrideTarget@Redfish.AllowableValues'];
  if (targets && !targets.includes('Pxe')) return;
  let ifMatch = system.etag;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await client.send({ method: 'PATCH', id: system.id, body: BOOT_ONCE, ifMatch });
    const isStale = answer.status === 412 || answer.status === 428;
    if (!isStale || attempt === ATTEMPTS) return await finishTask(client, answer);
    // Without an ETag of its own, a service that requires the header accepts any version.
    ifMatch = (await readSystem(client, system.id)).etag ?? '*';
  }
}

/** @throws PowerActionError when the service has no action to reset a system, or refuses it */
export async function resetSystem(client: RedfishClient, { Actions }: ReadSystem, type: string): Promise<void> {
  const target = Actions?.['#ComputerSystem.Reset']?.target;
  if (target === undefined) throw new PowerActionError('The BMC offers no ComputerSystem.Reset.');
  const answer = await client.send({ method: 'POST', id: target, body: { ResetType: type } });
  if (answer.status === 409) throw toPowerError({ ...answer, status: 503 });
  await finishTask(client, answer);
}
