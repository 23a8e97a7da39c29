import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** systemd-nspawn ends with it when the machine reboots. */
const REBOOTED = 133;
/** The script lets the machine ask for another one. */
const ASKS_AGAIN = Symbol('asks again');
const AGAIN_MS = 1_000;
const BRIDGE = 'br0';
/** Debian does not have curtin. */
const CURTIN = path.join(import.meta.dirname, 'curtin');

export interface MachineOptions {
  readonly name: string;
  readonly mac: string;
  /** The root file system that it boots from the network. It is not changed. */
  readonly root: string;
  /** A new folder for what it writes */
  readonly folder: string;
  /** The script with which the boot server answers its boot loader */
  bootScript(): Promise<string>;
}

/**
 * A machine without firmware and kernel: systemd-nspawn boots the userland of an image with the kernel options of a boot
 * script. Its network interface is on the bridge. Its disk is a folder.
 */
export class Machine implements AsyncDisposable {
  /** How it booted: the purposes that its boot scripts say by what they do */
  readonly boots: string[] = [];
  #process: ChildProcess | undefined;
  #isOn = false;
  #count = 0;
  #loop: Promise<void> = Promise.resolve();
  #onOff: () => void = () => {};

  private constructor(private readonly options: MachineOptions) {}

  /** Makes the machine, with a network interface in a network namespace of its own. */
  static async make(options: MachineOptions): Promise<Machine> {
    const { name, mac, folder } = options;
    await mkdir(folder);
    await run('mount', ['-t', 'tmpfs', name, folder]);
    await mkdir(path.join(folder, 'disk/etc/cloud/cloud.cfg.d'), { recursive: true });
    await run('ip', ['netns', 'add', name]);
    await run('ip', ['link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name, 'address', mac]);
    await run('ip', ['link', 'set', name, 'master', BRIDGE, 'up']);
    return new Machine(options);
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Calls `listener` when the machine powers itself off. */
  onPowerOff(listener: () => void): void {
    this.#onOff = listener;
  }

  powerOn(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#loop = this.#loop.then(() => this.#run());
  }

  /** Cuts the power. */
  async powerOff(): Promise<void> {
    this.#isOn = false;
    this.#process?.kill('SIGKILL');
    await this.#loop;
  }

  /** A file of the machine, as its last boot from the network or from its disk has left it; undefined if it is not there. */
  async read(name: string): Promise<string | undefined> {
    const file = path.join(this.#upper, name);
    return existsSync(file) ? readFile(file, 'utf8') : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.powerOff();
    await run('umount', ['--lazy', this.options.folder]);
  }

  get #upper(): string {
    return path.join(this.options.folder, this.boots.at(-1) === 'local' ? 'disk' : `boot-${this.#count}`);
  }

  async #run(): Promise<void> {
    while (this.#isOn) {
      const status = await this.#boot(await this.options.bootScript());
      if (!this.#isOn || status === ASKS_AGAIN || status === REBOOTED) continue;
      this.#isOn = false;
      this.#onOff();
    }
  }

  /** Does what a boot script says, as far as userland goes. @returns the exit code of systemd-nspawn, or ASKS_AGAIN */
  async #boot(script: string): Promise<unknown> {
    if (script.includes('poweroff-bios')) {
      this.boots.push('poweroff');
      return 0;
    }
    if (script.includes('sanboot')) {
      this.boots.push('local');
      return this.#start([]);
    }
    const [, options] = /^kernel \S+ (.*?)( \|\| .*)?$/m.exec(script) ?? [];
    if (options === undefined) {
      await setTimeout(AGAIN_MS);
      return ASKS_AGAIN;
    }
    this.boots.push('network');
    this.#count += 1;
    return this.#start(options.split(' '));
  }

  async #start(kernelOptions: readonly string[]): Promise<number | null> {
    const { name, root, folder } = this.options;
    const tree = path.join(folder, 'tree');
    const work = path.join(folder, 'work');
    for (const each of [tree, work, this.#upper]) await mkdir(each, { recursive: true });
    await run('mount', [
      '-t',
      'overlay',
      'overlay',
      '-o',
      `lowerdir=${root},upperdir=${this.#upper},workdir=${work}`,
      tree,
    ]);
    const disk = this.boots.at(-1) === 'local' ? [] : [`--bind=${path.join(folder, 'disk')}:/disk`];
    // The network namespace comes with a file system of its own for /sys, without control groups.
    const inside = 'mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec "$@"';
    const nspawn = [
      'systemd-nspawn',
      '--quiet',
      `--machine=${name}`,
      `--directory=${tree}`,
      '--register=no',
      '--keep-unit',
      '--capability=CAP_NET_ADMIN',
      '--console=pipe',
      `--bind-ro=${CURTIN}:/usr/bin/curtin`,
      ...disk,
      '--boot',
    ];
    const command = ['sh', '-c', inside, 'sh', ...nspawn, '--', ...kernelOptions];
    const child = spawn('ip', ['netns', 'exec', name, ...command], { stdio: 'ignore' });
    this.#process = child;
    const [code] = await once(child, 'exit');
    await run('umount', ['--lazy', tree]);
    await rm(work, { recursive: true, force: true });
    return code;
  }
}
