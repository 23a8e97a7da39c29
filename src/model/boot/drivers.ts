/** A kernel driver of a vendor, which takes the place of the kernel's own. */
interface ThirdPartyDriver {
  /** The kernel's own module, which must not take the device first. */
  readonly blacklist: string;
  /** The devices that it is for, as modaliases with `*` for any number. */
  readonly modaliases: readonly string[];
}

/** HP's Dynamic Smart Array controllers: RAID in software, behind what looks like an AHCI controller. */
const DRIVERS: readonly ThirdPartyDriver[] = [
  {
    blacklist: 'ahci',
    modaliases: [
      'pci:v00001590d00000047sv00001590sd00000047bc*sc*i*',
      'pci:v00001590d00000045sv00001590sd00000045bc*sc*i*',
      'pci:v00008086d00001D04sv00001590sd00000048bc*sc*i*',
      'pci:v00008086d00008C04sv00001590sd00000084bc*sc*i*',
      'pci:v00008086d00008C06sv00001590sd00000084bc*sc*i*',
      'pci:v00008086d00001C04sv00001590sd0000006Cbc*sc*i*',
    ],
  },
];

/** What stands for a number; never a letter of a field's name, or a line that somebody made up could take for ever. */
const NUMBER = '[0-9A-F*]*';

const MATCHERS = DRIVERS.map(({ blacklist, modaliases }) => ({
  blacklist,
  matchers: modaliases.map((alias) => new RegExp(`^${alias.replaceAll('*', NUMBER)}$`)),
}));

/**
 * The kernel module that a machine must not load, as a vendor's driver is meant for one of its devices.
 * @param modaliases of its devices, one a line
 */
export function blacklistedModule(modaliases: string): string | undefined {
  const devices = modaliases.split('\n').map((line) => line.trim());
  const driver = MATCHERS.find(({ matchers }) => devices.some((device) => matchers.some((one) => one.test(device))));
  return driver?.blacklist;
}
