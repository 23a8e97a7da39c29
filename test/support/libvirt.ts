import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { eventually } from './eventually.js';
import { freePort } from './free-port.js';
import { endProgram } from './processes.js';
import { TOOL_PATH } from './tool-packages.js';

const run = promisify(execFile);

/** The account of libvirtd when the tests run as root, as libvirtd must not run as root. */
const ORDINARY = process.getuid?.() === 0 ? ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'] : [];

/** A new libvirtd, with libvirt's test driver and real QEMU machines in its session. */
export class Libvirtd implements AsyncDisposable {
  private hasMachines = false;

  private constructor(
    readonly folder: string,
    private readonly port: number,
    private readonly daemon: ChildProcess,
    /** The test driver keeps the states of its domains while a client is connected. */
    private readonly keeper: ChildProcess,
  ) {}

  static async start(): Promise<Libvirtd> {
    const folder = await mkdtemp(path.join(tmpdir(), 'lv-'));
    const [home, runtime] = [path.join(folder, 'home'), path.join(folder, 'run')];
    await Promise.all([mkdir(home), mkdir(runtime)]);
    await Promise.all([folder, home, runtime].map((place) => chmod(place, 0o777)));
    const port = await freePort();
    const conf = path.join(folder, 'libvirtd.conf');
    await writeFile(
      conf,
      [
        'listen_tls=0',
        'listen_tcp=1',
        'listen_addr="127.0.0.1"',
        `tcp_port="${port}"`,
        'auth_tcp="none"',
        'auth_unix_rw="none"',
        '',
      ].join('\n'),
    );
    const [program = 'libvirtd', ...args] = [...ORDINARY, 'libvirtd', '--listen', '-f', conf, '-t', '0'];
    const env = { PATH: TOOL_PATH, HOME: home, XDG_RUNTIME_DIR: runtime };
    const daemon = spawn(program, args, { env, stdio: 'ignore' });
    const test = `test+tcp://127.0.0.1:${port}/default`;
    await eventually(() => virsh(test, 'list'));
    const keeper = spawn('virsh', ['--connect', test], { stdio: ['pipe', 'pipe', 'ignore'] });
    if (!keeper.stdout || !keeper.stdin) throw new Error('virsh has no input and output');
    keeper.stdin.write('list\n');
    await once(createInterface(keeper.stdout), 'line');
    return new Libvirtd(folder, port, daemon, keeper);
  }

  get place(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Of libvirt's test driver, which has a running domain `test` and what is defined besides. */
  get testUri(): string {
    return `test+tcp://${this.place}/default`;
  }

  /** Of real QEMU machines. */
  get sessionUri(): string {
    return `qemu+tcp://${this.place}/session`;
  }

  get socket(): string {
    return path.join(this.folder, 'run/libvirt/libvirt-sock');
  }

  /** Defines a domain that is shut off. */
  async define(uri: string, name: string, xml: string): Promise<void> {
    const file = path.join(this.folder, `${name.replaceAll('/', '_')}.xml`);
    await writeFile(file, xml);
    if (uri === this.sessionUri) this.hasMachines = true;
    await virsh(uri, 'define', file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.hasMachines) await this.endMachines();
    await Promise.all([this.keeper, this.daemon].map((program) => endProgram(program)));
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Destroys the real machines, which would outlive libvirtd. */
  private async endMachines(): Promise<void> {
    const running = await virsh(this.sessionUri, 'list', '--name');
    for (const name of running.split('\n').filter((line) => line !== '')) await virsh(this.sessionUri, 'destroy', name);
  }
}

/** Runs virsh. Returns its output without surrounding blanks. @throws Error when virsh fails */
export async function virsh(uri: string, ...command: readonly string[]): Promise<string> {
  return (await rawVirsh(uri, ...command)).trim();
}

async function rawVirsh(uri: string, ...command: readonly string[]): Promise<string> {
  const { stdout } = await run('virsh', ['--connect', uri, ...command], { env: { PATH: TOOL_PATH, LC_ALL: 'C' } });
  return stdout;
}

/** The UUID of the domain with exactly this name. */
export async function domainUuid(uri: string, name: string): Promise<string> {
  const lines = (await rawVirsh(uri, 'list', '--all', '--uuid', '--name')).split('\n');
  const uuid = lines.find((line) => line.slice(37) === name)?.slice(0, 36);
  if (uuid === undefined) throw new Error(`there is no domain '${name}'`);
  return uuid;
}

/** A domain of the test driver with these network interfaces. */
export function testDomain(name: string, macs: readonly string[], arch = 'x86_64'): string {
  const interfaces = macs.map(
    (mac) => `<interface type='network'><mac address='${mac}'/><source network='default'/></interface>`,
  );
  return `<domain type='test'><name>${name}</name><memory>8192</memory><os><type arch='${arch}'>hvm</type></os>
    <devices>${interfaces.join('')}</devices></domain>`;
}

/** A small real machine, by emulation. */
export function qemuDomain(name: string): string {
  return `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory>
    <os><type arch='x86_64'>hvm</type><boot dev='network'/></os></domain>`;
}

/**
 * A real machine whose disk takes a minute for every request: QEMU cannot end before.
 * @param firmwareLog a file in which the firmware says what it does
 */
export function lingeringDomain(name: string, firmwareLog: string): string {
  const disk = 'driver=null-co,node-name=slow,size=10485760,latency-ns=60000000000,read-zeroes=on';
  const args = [
    ...['-blockdev', disk, '-device', 'virtio-blk-pci,drive=slow,bootindex=1,addr=0x1f'],
    ...['-chardev', `file,id=log,path=${firmwareLog}`, '-device', 'isa-debugcon,iobase=0x402,chardev=log'],
  ];
  return `<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>${name}</name>
    <memory unit='MiB'>32</memory><os><type arch='x86_64' machine='pc'>hvm</type><boot dev='hd'/></os>
    <qemu:commandline>${args.map((arg) => `<qemu:arg value='${arg}'/>`).join('')}</qemu:commandline></domain>`;
}
