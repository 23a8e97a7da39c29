const KERNELS = [
  ['boot-kernel', 'boot-initrd'],
  ['di-kernel', 'di-initrd'],
] as const;
const ROOTS = ['root-tgz', 'root-image', 'root-image.gz', 'squashfs'];

/** What nodes can be booted for with the files of an image: commissioning, install, xinstall. */
export function purposesOf({ files }: { readonly files: object }): string[] {
  const has = (name: string) => name in files;
  const [boot, installer] = KERNELS.map((names) => names.every(has));
  return [
    ...(boot ? ['commissioning'] : []),
    ...(boot || installer ? ['install'] : []),
    ...(ROOTS.some(has) ? ['xinstall'] : []),
  ];
}
