import type { Chassis } from '../../jobs/task.js';
import { PowerConnError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';
import type { ChassisAccount, ChassisServer } from '../drivers/sm15k/account.js';
import { listV2Servers } from '../drivers/sm15k/rest-v2.js';
import { listV09Servers } from '../drivers/sm15k/rest-v09.js';
import { lookUpArp } from '../io/arp.js';
import { BmcStatusError } from '../io/http.js';
import type { DiscoveredMachine, MachineDiscovery } from './discovered-machine.js';

type Seamicro = Extract<Chassis, { model: 'seamicro15k' }>;
type ListServers = (context: PowerContext, account: ChassisAccount) => Promise<ChassisServer[]>;

/** The versions of the API to try, in order. */
const VERSIONS: Readonly<Record<Seamicro['powerControl'], readonly ListServers[]>> = {
  ipmi: [listV2Servers, listV09Servers],
  restapi: [listV09Servers],
  restapi2: [listV2Servers],
};

/** Lists the servers of the chassis with this MAC address. Their power is not changed. */
export async function* discoverSeamicroServers(chassis: Seamicro, context: PowerContext): MachineDiscovery {
  const address = await lookUpArp(context.environment.arpTable, chassis.mac);
  if (address === undefined) throw new PowerConnError('No neighbour on the network has the MAC address.');
  yield* await listSeamicroServers(address, chassis, context);
}

/** The servers of the chassis at `address`, which is host or host:port. @throws PowerError */
export async function listSeamicroServers(
  address: string,
  { username, password, powerControl }: Omit<Seamicro, 'model' | 'mac'>,
  context: PowerContext,
): Promise<DiscoveredMachine[]> {
  const servers = await tryVersions(VERSIONS[powerControl], context, { address, username, password });
  return servers.map(({ id, macAddresses }) => ({
    name: id,
    architecture: 'amd64',
    macAddresses,
    powerType: 'sm15k',
    powerParameters: {
      power_address: address,
      power_user: username,
      power_pass: password,
      power_control: powerControl,
      system_id: id.split('/', 1)[0] ?? id,
    },
  }));
}

async function tryVersions([list, ...others]: readonly ListServers[], context: PowerContext, account: ChassisAccount) {
  if (!list) return [];
  try {
    return await list(context, account);
  } catch (error) {
    if (others.length === 0 || !isUnavailable(error)) throw error;
    return tryVersions(others, context, account);
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof PowerConnError || (error instanceof BmcStatusError && error.status === 404);
}
