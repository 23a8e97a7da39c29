import type { Chassis } from '../../jobs/task.js';
import { PowerActionError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';
import { destroyDomain, type Libvirt, readDomainState, readVirshOutput } from '../drivers/virsh/session.js';
import { parseXml } from '../io/parse-xml.js';
import { findElements, getAttribute } from '../io/xml.js';
import type { DiscoveredMachine, MachineDiscovery, UnusableMachine } from './discovered-machine.js';

type Virsh = Extract<Chassis, { model: 'virsh' }>;

/** The architectures of boot images by libvirt's names. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  i686: 'i386',
  aarch64: 'arm64',
  armv7l: 'armhf',
  ppc64: 'ppc64el',
  ppc64le: 'ppc64el',
};

/**
 * Lists the domains of a libvirt daemon, and powers running ones off, so that all are in a known state
 * (docs/contract/power.md 3.4).
 */
export async function* discoverDomains({ powerAddress, powerPass }: Virsh, context: PowerContext): MachineDiscovery {
  const libvirt: Libvirt = { address: powerAddress, password: powerPass };
  const names = (await readVirshOutput(context, libvirt, ['list', '--all', '--name'])).split('\n');
  for (const name of names.map((line) => line.trim()).filter((line) => line !== '')) {
    yield await catchDomainError(name, () => readDomain(context, libvirt, name));
  }
}

/** An error of one domain, for example when it was removed in the meantime, does not affect the others. */
async function catchDomainError(
  name: string,
  find: () => Promise<DiscoveredMachine>,
): Promise<DiscoveredMachine | UnusableMachine> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof PowerActionError)) throw error;
    return { name, problem: error.message };
  }
}

async function readDomain(context: PowerContext, libvirt: Libvirt, name: string): Promise<DiscoveredMachine> {
  const domain = parseXml(await readVirshOutput(context, libvirt, ['dumpxml', `--domain=${name}`]));
  const [type] = findElements(domain, 'os', 'type');
  const arch = type ? getAttribute(type, 'arch') : '';
  const macAddresses = parseMacs(await readVirshOutput(context, libvirt, ['domiflist', `--domain=${name}`]));
  if ((await readDomainState(context, libvirt, name)) === 'running') await destroyDomain(context, libvirt, name);
  const { address, password } = libvirt;
  return {
    name,
    architecture: ARCHITECTURES[arch] ?? arch,
    macAddresses,
    powerType: 'virsh',
    powerParameters: { power_address: address, power_id: name, ...(password !== '' && { power_pass: password }) },
  };
}

/** The fifth column, without the heading. */
function parseMacs(table: string): string[] {
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.map(([, , , , mac = '']) => mac).filter((mac) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac));
}
