import type { Chassis } from '../../jobs/task.js';
import { PowerConnError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';
import type { ChassisAccount, ChassisServer } from '../drivers/sm15k/account.js';
import { listByV2, StatusError } from '../drivers/sm15k/rest-v2.js';
import { listByV09 } from '../drivers/sm15k/rest-v09.js';
import { lookUpArp } from '../io/arp.js';
import type { Discovery, FoundMachine } from './found.js';

type Seamicro = Extract<Chassis, { model: 'seamicro15k' }>;
type List = (context: PowerContext, account: ChassisAccount) => Promise<ChassisServer[]>;

/** The versions of the API to be asked, in order, until one is there. */
const VERSIONS: Readonly<Record<Seamicro['powerControl'], readonly List[]>> = {
  ipmi: [listByV2, listByV09],
  restapi: [listByV09],
  restapi2: [listByV2],
};

/** Asks the chassis that has the MAC address on the network for its servers. They are not switched. */
export async function* findSeamicroServers(chassis: Seamicro, context: PowerContext): Discovery {
  const address = await lookUpArp(context.world.arpTable, chassis.mac);
  if (address === undefined) throw new PowerConnError('No neighbour on the network has the MAC address.');
  yield* await serversAt(address, chassis, context);
}

/** The servers of the chassis at an address: a host, or host:port. @throws PowerError */
export async function serversAt(
  address: string,
  { username, password, powerControl }: Omit<Seamicro, 'model' | 'mac'>,
  context: PowerContext,
): Promise<FoundMachine[]> {
  const servers = await listServers(VERSIONS[powerControl], context, { address, username, password });
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

async function listServers([list, ...others]: readonly List[], context: PowerContext, account: ChassisAccount) {
  if (!list) return [];
  try {
    return await list(context, account);
  } catch (error) {
    if (others.length === 0 || !isMissing(error)) throw error;
    return listServers(others, context, account);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof PowerConnError || (error instanceof StatusError && error.status === 404);
}
