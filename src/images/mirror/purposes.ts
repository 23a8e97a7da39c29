const KERNELS = [
  ['boot-kernel', 'boot-initrd'],
  ['di-kernel', 'di-initrd'],
] as const;
const ROOTS = ['root-tgz', 'root-image', 'root-image.gz', 'squashfs'];

interface Files {
  /** By name */
  readonly files: object;
}

/** What nodes can be booted for with the files of an image: commissioning, install, xinstall. */
export function purposesOf({ files }: Files): string[] {
  const has = (name: string) => name in files;
  const [boot, installer] = KERNELS.map((names) => names.every(has));
  return [
    ...(boot ? ['commissioning'] : []),
    ...(boot || installer ? ['install'] : []),
    ...(ROOTS.some(has) ? ['xinstall'] : []),
  ];
}

/** Whether an image has a kernel and its initrd. */
export function isBootable({ files }: Files): boolean {
  return KERNELS.some((names) => names.every((name) => name in files));
}
