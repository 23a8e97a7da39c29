/** A kernel driver of a vendor that replaces the kernel's own driver. */
interface ThirdPartyDriver {
  /** The kernel's own module. It must not bind the device before the vendor's driver. */
  readonly blacklist: string;
  /** The supported devices, as modaliases with `*` for any number. */
  readonly modaliases: readonly string[];
}

/** HP's Dynamic Smart Array controllers: software RAID that looks like an AHCI controller. */
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

/**
 * A number or `*`, without letters of field names. With a wider pattern, matching a malicious line could take for ever.
 */
const NUMBER = '[0-9A-F*]*';

const MATCHERS = DRIVERS.map(({ blacklist, modaliases }) => ({
  blacklist,
  matchers: modaliases.map((alias) => new RegExp(`^${alias.replaceAll('*', NUMBER)}$`)),
}));

/**
 * The kernel module that a machine must not load, because one of its devices has a vendor's driver.
 * @param modaliases the modaliases of the machine's devices, one a line
 */
export function findBlacklistedModule(modaliases: string): string | undefined {
  const devices = modaliases.split('\n').map((line) => line.trim());
  const driver = MATCHERS.find(({ matchers }) => devices.some((device) => matchers.some((one) => one.test(device))));
  return driver?.blacklist;
}
