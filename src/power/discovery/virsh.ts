import type { Chassis } from '../../jobs/task.js';
import { PowerActionError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';
import { destroyDomain, domainState, type Libvirt, virshOutput } from '../drivers/virsh/session.js';
import { attribute, descend, readXml } from '../io/xml.js';
import type { Discovery, FoundMachine, UnfitMachine } from './found.js';

type Virsh = Extract<Chassis, { model: 'virsh' }>;

/** libvirt's names of architectures, and those of images. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  i686: 'i386',
  aarch64: 'arm64',
  armv7l: 'armhf',
  ppc64: 'ppc64el',
  ppc64le: 'ppc64el',
};

/** Asks a libvirt for its domains (contract/power.md 3.4). Each is switched off, so that it is known how it is. */
export async function* findDomains({ powerAddress, powerPass }: Virsh, context: PowerContext): Discovery {
  const libvirt: Libvirt = { address: powerAddress, password: powerPass };
  const names = (await virshOutput(context, libvirt, ['list', '--all', '--name'])).split('\n');
  for (const name of names.map((line) => line.trim()).filter((line) => line !== '')) {
    yield await orUnfit(name, () => machineOf(context, libvirt, name));
  }
}

/** What is wrong with one domain, such as that it has gone meanwhile, is no reason to leave out the others. */
async function orUnfit(name: string, find: () => Promise<FoundMachine>): Promise<FoundMachine | UnfitMachine> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof PowerActionError)) throw error;
    return { name, problem: error.message };
  }
}

async function machineOf(context: PowerContext, libvirt: Libvirt, name: string): Promise<FoundMachine> {
  const domain = readXml(await virshOutput(context, libvirt, ['dumpxml', `--domain=${name}`]));
  const [type] = descend(domain, 'os', 'type');
  const arch = type ? attribute(type, 'arch') : '';
  const macAddresses = macsOf(await virshOutput(context, libvirt, ['domiflist', `--domain=${name}`]));
  if ((await domainState(context, libvirt, name)) === 'running') await destroyDomain(context, libvirt, name);
  const { address, password } = libvirt;
  return {
    name,
    architecture: ARCHITECTURES[arch] ?? arch,
    macAddresses,
    powerType: 'virsh',
    powerParameters: { power_address: address, power_id: name, ...(password !== '' && { power_pass: password }) },
  };
}

/** The fifth column, but of the heading. */
function macsOf(table: string): string[] {
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.map(([, , , , mac = '']) => mac).filter((mac) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac));
}
