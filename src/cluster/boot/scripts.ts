import { type BootImage, findImage, type ImageFile, type PxeConfig } from './image.js';
import { KernelOptions, toEcho } from './words.js';

/** The seconds until a machine that cannot boot asks again */
const WAIT_S = 10;
/** The path of the first script */
export const FIRST_PATH = '/boot.ipxe';
export const SCRIPT_PATH = '/script';
export const PROGRAMS_PATH = '/programs/';
export const FILES_PATH = '/files/';

/** Asks again, also while this server is down. Every script ends with it, so that no failure boots a disk. */
const AGAIN = `:again
imgfree
echo This machine asks again in ${WAIT_S} seconds.
sleep ${WAIT_S}
chain --replace ${FIRST_PATH} || goto again
`;

/** The first script: it asks for the script of the machine. A 32-bit iPXE also runs on 64-bit machines. */
export const FIRST_SCRIPT = `#!ipxe
set arch \${buildarch}
iseq \${arch} x86_64 && set arch amd64 ||
iseq \${arch} i386 && cpuid --ext 29 && set arch amd64 ||
chain --replace ${SCRIPT_PATH}?mac=\${netX/mac:hexhyp}&arch=\${arch} ||
echo The boot server of the cluster does not answer.
${AGAIN}`;

/**
 * With UEFI, iPXE of Debian 12 cannot start a disk. An exit with an error has the firmware try the next entry of its boot
 * order. That may be the network again, by another protocol, with a timeout of a minute.
 */
const LOCAL = `#!ipxe
iseq \${platform} efi && goto efi ||
sanboot --no-describe --drive 0x80 ||
echo This machine is to boot from its first disk, which has no system that starts.
goto again
:efi
chain ${PROGRAMS_PATH}boot-disk.efi ||
exit 1
${AGAIN}`;

/** iPXE of Debian 12 has no command for this. */
const POWEROFF = `#!ipxe
echo This machine is not in use. It powers off.
iseq \${platform} efi && goto efi ||
chain ${PROGRAMS_PATH}poweroff-bios ||
goto failed
:efi
chain ${PROGRAMS_PATH}poweroff.efi ||
:failed
echo The firmware of this machine cannot power it off.
${AGAIN}`;

/** Shows a text on the machine's screen. Then the machine asks again. */
export function waitingScript(text: string): string {
  return `#!ipxe\necho ${toEcho(text)}\n${AGAIN}`;
}

/** The machine that a script is for. */
export interface ScriptContext {
  /** With dashes */
  readonly mac: string;
  /** The URL of this server for the machine, without a slash at its end */
  readonly origin: string;
  readonly images: readonly BootImage[];
}

/** The iPXE script with which a machine boots as the region says. */
export function bootScript(config: PxeConfig, context: ScriptContext): string {
  switch (config.purpose) {
    case 'local':
      return LOCAL;
    case 'poweroff':
      return POWEROFF;
    case 'commissioning':
    case 'xinstall':
    case 'install': {
      const image = findImage(context.images, config);
      return image
        ? imageScript(config, image, context)
        : waitingScript(`This cluster has no image ${nameOf(config)}.`);
    }
    default:
      return waitingScript(`This cluster cannot boot a machine for the purpose "${config.purpose}".`);
  }
}

function imageScript(config: PxeConfig, image: BootImage, context: ScriptContext): string {
  const file = (name: string) => image.files.find((one) => one.name === name);
  const isInstaller = config.purpose === 'install';
  const [kernel, initrd] = isInstaller && file('di-kernel') && file('di-initrd') ? DI : BOOT;
  const needed = isInstaller ? [kernel, initrd] : [kernel, initrd, ROOT];
  const [found, missing] = [needed.map(file), needed.filter((name) => !file(name))];
  const [kernelFile, initrdFile, rootFile] = found;
  if (!kernelFile || !initrdFile || missing.length > 0) {
    return waitingScript(`The image ${nameOf(config)} has no ${missing.join(' and no ')}.`);
  }
  const options = new KernelOptions().set('initrd', INITRD_NAME).set('BOOTIF', `01-${context.mac}`);
  if (rootFile) addLiveOptions(options, config, `${context.origin}${pathOf(rootFile)}`);
  else addInstallerOptions(options, config);
  options.set('log_host', config.log_host).add(config.extra_opts ?? '');
  const refused = options.refused.map((option) => `echo The kernel option ${toEcho(option)} cannot be passed on.\n`);
  return `#!ipxe
${refused.join('')}kernel ${pathOf(kernelFile)} ${options.words.join(' ')} || goto failed
initrd --name ${INITRD_NAME} ${pathOf(initrdFile)} || goto failed
boot ||
:failed
echo The image cannot be loaded or started.
${AGAIN}`;
}

const BOOT = ['boot-kernel', 'boot-initrd'] as const;
const DI = ['di-kernel', 'di-initrd'] as const;
const ROOT = 'squashfs';
const INITRD_NAME = 'boot-initrd';

/** cloud-init looks for MAAS on x86 only when ci.ds names it. */
function addLiveOptions(options: KernelOptions, config: PxeConfig, root: string): void {
  options.set('root', `squash:${root}`).set('ip', 'dhcp').set('overlayroot', 'tmpfs').set('ci.ds', 'MAAS');
  options.set('cloud-config-url', config.preseed_url);
}

function addInstallerOptions(options: KernelOptions, config: PxeConfig): void {
  options.set('auto', 'true').set('priority', 'critical').set('url', config.preseed_url);
  options.set('hostname', config.hostname).set('domain', config.domain);
}

function pathOf({ sha256, name }: ImageFile): string {
  return `${FILES_PATH}${sha256}/${encodeURIComponent(name)}`;
}

function nameOf({ osystem, arch, subarch, release, label, purpose }: PxeConfig): string {
  return `${[osystem, arch, subarch, release, label].join('/')} for ${purpose}`;
}
