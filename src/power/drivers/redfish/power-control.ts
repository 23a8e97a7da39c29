import { setTimeout as sleep } from 'node:timers/promises';
import type { MachineState } from '../../driver/driver.js';
import { PowerActionError, PowerBusyError, PowerStillOnError } from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { type RedfishAccount, type RedfishClient, withRedfish } from './client.js';
import { ActionInfo, parseAnswer } from './schemas.js';
import { bootFromNetworkOnce, findSystem, type ReadSystem, readSystem, resetSystem, toMachineState } from './system.js';

/** A system, and the account of its service. */
export interface RedfishNode extends RedfishAccount {
  /** "" for the only system of the service. */
  readonly nodeId: string;
}

/** Asks the operating system, which takes its time. */
const SHUTDOWN = 'GracefulShutdown';
/** The values of ResetType for each change, the best one first. */
const TYPES = {
  on: ['On', 'ForceOn', 'PushPowerButton'],
  off: ['ForceOff', SHUTDOWN],
  restart: ['ForceRestart', 'PowerCycle'],
} as const;
const PAUSE_MS = 1_000;
/** How often an attempt reads the state of a system that shuts down. All attempts together wait some minutes. */
const SHUTDOWN_READS = 25;

/** Powers a system on, and has it boot from the network. A system that is on is restarted. @throws PowerError */
export function powerOn(context: PowerContext, node: RedfishNode): Promise<void> {
  return withRedfish(context, node, async (client) => {
    const system = await readSystem(client, await findSystem(client, node.nodeId));
    if (system.PowerState === 'PoweringOff') throw new PowerBusyError('The machine is powering off.');
    await bootFromNetworkOnce(client, system);
    const allowed = await readResetTypes(client, system);
    const restart = choose(allowed, TYPES.restart);
    if (system.PowerState === 'Off' || system.PowerState === undefined) {
      await resetSystem(client, system, requireType(allowed, TYPES.on));
    } else if (restart !== undefined) {
      await resetSystem(client, system, restart);
    } else {
      await resetSystem(client, system, requireType(allowed, TYPES.off));
      await waitUntilOff(client, system.id);
      await resetSystem(client, system, requireType(allowed, TYPES.on));
    }
  });
}

/** @throws PowerError */
export function powerOff(context: PowerContext, node: RedfishNode): Promise<void> {
  return withRedfish(context, node, async (client) => {
    const system = await readSystem(client, await findSystem(client, node.nodeId));
    if (system.PowerState === 'Off') return;
    const type = requireType(await readResetTypes(client, system), TYPES.off);
    if (type !== SHUTDOWN) return await resetSystem(client, system, type);
    if (system.PowerState !== 'PoweringOff') await resetSystem(client, system, type);
    await awaitShutdown(client, system.id);
  });
}

/** @throws PowerError */
export function queryPower(context: PowerContext, node: RedfishNode): Promise<MachineState> {
  return withRedfish(context, node, async (client) =>
    toMachineState(await readSystem(client, await findSystem(client, node.nodeId))),
  );
}

/** @throws PowerStillOnError when the system is not off after some time: the action is tried again */
async function awaitShutdown(client: RedfishClient, id: string): Promise<void> {
  for (let reads = 0; reads < SHUTDOWN_READS; reads += 1) {
    if ((await readSystem(client, id)).PowerState === 'Off') return;
    await sleep(PAUSE_MS, undefined, { signal: client.context.signal }).catch(() => {});
  }
  throw new PowerStillOnError('The BMC can only ask the operating system to shut down, and the machine is still on.');
}

/** Ends at the deadline of the machine, when the request fails. @throws PowerError */
async function waitUntilOff(client: RedfishClient, id: string): Promise<void> {
  while ((await readSystem(client, id)).PowerState !== 'Off') {
    await sleep(PAUSE_MS, undefined, { signal: client.context.signal }).catch(() => {});
  }
}

/** The values of ResetType that the service accepts; undefined: it does not say. */
async function readResetTypes(client: RedfishClient, { Actions }: ReadSystem): Promise<readonly string[] | undefined> {
  const reset = Actions?.['#ComputerSystem.Reset'];
  const values = reset?.['ResetType@Redfish.AllowableValues'];
  const info = reset?.['@Redfish.ActionInfo'];
  if (values || info === undefined) return values;
  const { Parameters } = parseAnswer(ActionInfo, (await client.read(info)).text);
  return Parameters.find(({ Name }) => Name === 'ResetType')?.AllowableValues;
}

function choose(allowed: readonly string[] | undefined, types: readonly string[]): string | undefined {
  return types.find((type) => !allowed || allowed.includes(type));
}

/** @throws PowerActionError when the service accepts none of them */
function requireType(allowed: readonly string[] | undefined, types: readonly string[]): string {
  const type = choose(allowed, types);
  if (type === undefined) throw new PowerActionError(`The BMC accepts no reset of type ${types.join(' or ')}.`);
  return type;
}
