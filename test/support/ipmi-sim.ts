import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { CHASSIS, emulator, lanConfiguration, OWN, type SimOptions } from './ipmi-sim-files.js';
import { endProgram } from './processes.js';

const USER = 'maas';

/** OpenIPMI's simulator of a BMC, with a machine that is a file. It records every request for the machine. */
export class IpmiSim implements AsyncDisposable {
  #watcher: FSWatcher | undefined;

  private constructor(
    /** host:port */
    readonly address: string,
    readonly user: string,
    readonly password: string,
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(options: SimOptions = {}): Promise<IpmiSim> {
    const { user = USER, password = 'secret', privilege = 'admin', satellites = [], channels = [1] } = options;
    const { chassis = CHASSIS } = options;
    const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-ipmi-'));
    // Several simulators on one port would all start.
    const port = await freePort();
    const others = await Promise.all(channels.slice(1).map(freePort));
    await mkdir(path.join(folder, 'state'));
    await writeFile(path.join(folder, 'chassis.sh'), chassis);
    await writeFile(
      path.join(folder, 'lan.conf'),
      lanConfiguration(folder, [port, ...others], { user, password, privilege, satellites, channels }),
    );
    await writeFile(path.join(folder, 'bmc.emu'), emulator(satellites));
    const files = ['-c', path.join(folder, 'lan.conf'), '-f', path.join(folder, 'bmc.emu')];
    const child = spawn('ipmi_sim', ['-n', ...files, '-s', path.join(folder, 'state')], {
      stdio: ['ignore', 'ignore', 'ignore'],
      // The hook of the simulator finds the files of the machine by this variable.
      env: { ...process.env, BMC_STATE: folder },
    });
    await untilAnswers(child, port);
    await writeFile(path.join(folder, 'pid'), String(child.pid));
    return new IpmiSim(`127.0.0.1:${port}`, user, password, folder, child);
  }

  /** The power parameters of a node that this is the BMC of. */
  get parameters() {
    return { power_address: this.address, power_user: this.user, power_pass: this.password };
  }

  async power(controller = OWN): Promise<'on' | 'off'> {
    return (await this.#read(`${controller}.power`)) === '1' ? 'on' : 'off';
  }

  setPower(state: 'on' | 'off', controller = OWN): Promise<void> {
    return writeFile(this.#file(`${controller}.power`), state === 'on' ? '1' : '0');
  }

  /** Calls a listener whenever the BMC is told to power its machine on or off. */
  onPower(listener: (state: 'on' | 'off') => void): void {
    const name = `${OWN}.log`;
    let seen = 0;
    const read = async () => {
      const commands = await this.commands();
      for (const command of commands.slice(seen)) {
        if (command.startsWith('power ')) listener(command === 'power 1' ? 'on' : 'off');
      }
      seen = commands.length;
    };
    let reading = Promise.resolve();
    this.#watcher = watch(this.folder, (_event, changed) => {
      if (changed === name) reading = reading.then(read);
    });
  }

  /** The boot device: `default`, `pxe`, … */
  async boot(controller = OWN): Promise<string> {
    return (await this.#read(`${controller}.boot`)) ?? 'default';
  }

  /** The commands for the machine, in order: `power 1`, `boot pxe`, … */
  async commands(controller = OWN): Promise<string[]> {
    const lines = (await this.#read(`${controller}.log`))?.split('\n') ?? [];
    return lines.filter((line) => line.startsWith('set ')).map((line) => line.slice('set '.length));
  }

  /**
   * Breaks the BMC: every request fails or takes `slow` seconds, or `refusals` power changes are refused. `die` ends
   * the BMC at a power change. The operating system of a `deaf` machine does not shut down.
   */
  async break(how: 'fail' | 'die' | 'deaf' | { readonly slow: number } | { readonly refusals: number }): Promise<void> {
    if (typeof how === 'string') await writeFile(this.#file(how), '');
    else for (const [name, value] of Object.entries(how)) await writeFile(this.#file(name), String(value));
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watcher?.close();
    await endProgram(this.process, 'SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  #file(name: string): string {
    return path.join(this.folder, name);
  }

  async #read(name: string): Promise<string | undefined> {
    const file = this.#file(name);
    return existsSync(file) ? (await readFile(file, 'utf8')).trim() : undefined;
  }
}

/** An RMCP presence ping, which every BMC answers. */
const PING = Buffer.from('0600ff06000011be80000000', 'hex');

async function untilAnswers(child: ChildProcess, port: number): Promise<void> {
  const socket = createSocket('udp4');
  try {
    const answered = once(socket, 'message').then(() => true);
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (child.exitCode !== null) throw new Error('ipmi_sim does not start');
      socket.send(PING, port, '127.0.0.1');
      if (await Promise.race([answered, sleep(25, false)])) return;
    }
    throw new Error('ipmi_sim does not answer');
  } finally {
    socket.close();
  }
}
