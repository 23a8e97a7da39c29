import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { eventually } from './eventually.js';
import { TOOL_PATH } from './tool-packages.js';
import { needsTools } from './tools.js';

const run = promisify(execFile);
const env = { ...process.env, PATH: TOOL_PATH };

/** The address of the cluster, in a network /24. */
export const SERVER_IP = '10.20.0.1';

/** udhcpc calls it with what it got, in its environment. */
const PRINT_LEASE = `#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr flush dev "$interface"
ip addr add "$ip/24" dev "$interface"
for name in ip mask router dns domain hostname lease broadcast ntpsrv boot_file siaddr; do
  eval "printf '%s=%s\\n' $name \\"\\$$name\\""
done
`;

/** A network of machines in namespaces of its own: a cluster on `srv0` and a machine on `mac0`. */
export class MachineNetwork implements AsyncDisposable {
  private constructor(
    private readonly cluster: string,
    private readonly machine: string,
    /** A folder that every account may enter */
    readonly folder: string,
  ) {}

  static async make(): Promise<MachineNetwork> {
    const id = `${process.pid}-${Math.random().toString(36).slice(2, 7)}`;
    const [cluster, machine] = [`maas-c-${id}`, `maas-m-${id}`];
    const folder = await mkdtemp(path.join(tmpdir(), 'maas-network-'));
    await chmod(folder, 0o755);
    for (const name of [cluster, machine]) await ip('netns', 'add', name);
    await ip('link', 'add', 'srv0', 'netns', cluster, 'type', 'veth', 'peer', 'name', 'mac0', 'netns', machine);
    for (const [name, device] of [
      [cluster, 'srv0'],
      [machine, 'mac0'],
    ] as const) {
      await ip('-n', name, 'link', 'set', 'lo', 'up');
      await ip('-n', name, 'link', 'set', device, 'up');
    }
    await ip('-n', cluster, 'addr', 'add', `${SERVER_IP}/24`, 'brd', '+', 'dev', 'srv0');
    await ip('-n', machine, 'addr', 'add', '10.20.0.50/24', 'brd', '+', 'dev', 'mac0');
    await writeFile(path.join(folder, 'print-lease'), PRINT_LEASE, { mode: 0o755 });
    await writeFile(
      path.join(folder, 'setpriv'),
      `#!/bin/sh\nPATH=${TOOL_PATH}\nPATH=$PATH exec ip netns exec ${cluster} /usr/bin/setpriv "$@"\n`,
      { mode: 0o755 },
    );
    return new MachineNetwork(cluster, machine, folder);
  }

  /** A PATH on which programs of the cluster run in its namespace. */
  get searchPath(): string {
    return `${this.folder}:${TOOL_PATH}`;
  }

  /** Starts a program beside the cluster, with its output as pipes. */
  startBeside(
    command: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): ChildProcessByStdio<null, Readable, Readable> {
    const args = ['netns', 'exec', this.cluster, ...command];
    return spawn('ip', args, { env: { ...env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Gives the cluster's interface a carrier, or takes it, and waits until the kernel shows that. */
  async setCable(state: 'up' | 'down'): Promise<void> {
    await ip('-n', this.machine, 'link', 'set', 'mac0', state);
    const shown = state === 'up' ? /state UP/ : /state (?!UP)/;
    await eventually(async () =>
      expect((await run('ip', ['-n', this.cluster, 'link', 'show', 'srv0'], { env })).stdout).toMatch(shown),
    );
  }

  /** Starts another DHCP server at the machine's end. */
  async startForeignServer(address: string): Promise<ChildProcessByStdio<null, Readable, Readable>> {
    await ip('-n', this.machine, 'addr', 'flush', 'dev', 'mac0');
    await ip('-n', this.machine, 'addr', 'add', `${address}/24`, 'brd', '+', 'dev', 'mac0');
    const basics = ['--keep-in-foreground', '--pid-file=', '--conf-file=/dev/null', '--leasefile-ro', '--user=root'];
    const range = ['--port=0', '--interface=mac0', '--dhcp-range=10.20.0.10,10.20.0.20'];
    return this.startOnMachine(['dnsmasq', ...basics, ...range]);
  }

  /** Starts a program at the machine's end, with its output as pipes. */
  startOnMachine(command: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    return spawn('ip', ['netns', 'exec', this.machine, ...command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Puts a bridge between the cluster and virtual machines. @returns a network device for each of them */
  async addTaps(count: number): Promise<string[]> {
    const inside = (...args: string[]) => ip('-n', this.machine, ...args);
    await inside('link', 'add', 'bridge0', 'type', 'bridge', 'forward_delay', '0');
    const taps = Array.from({ length: count }, (_one, index) => `tap${index}`);
    for (const tap of taps) await inside('tuntap', 'add', 'dev', tap, 'mode', 'tap');
    for (const device of ['mac0', ...taps]) await inside('link', 'set', device, 'master', 'bridge0');
    for (const device of ['bridge0', ...taps]) await inside('link', 'set', device, 'up');
    return taps;
  }

  /** Runs a program on the machine. @returns what it prints */
  async onMachine(...command: string[]): Promise<string> {
    return (await run('ip', ['netns', 'exec', this.machine, ...command], { env, cwd: this.folder })).stdout;
  }

  /** The machine asks for an address by a real client. @returns what the server said, by udhcpc's names */
  async askForAddress(mac: string, ...options: string[]): Promise<Record<string, string>> {
    await ip('-n', this.machine, 'link', 'set', 'mac0', 'address', mac);
    const args = ['-i', 'mac0', '-f', '-q', '-n', '-t', '5', '-T', '2', '-s', './print-lease'];
    const wanted = ['broadcast', 'hostname', 'ntpsrv'].flatMap((name) => ['-O', name]);
    const printed = await this.onMachine('udhcpc', ...args, ...wanted, ...options);
    return Object.fromEntries(
      [...printed.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
  }

  /** The machine fetches a file from the cluster by TFTP. @returns its content */
  async fetchByTftp(name: string): Promise<Buffer> {
    await this.onMachine('busybox', 'tftp', '-g', '-r', name, '-l', './fetched', SERVER_IP);
    return readFile(path.join(this.folder, 'fetched'));
  }

  /** Asks the cluster's DNS server. @returns the status, and the values of the answer */
  async ask(...question: string[]): Promise<{ status: string | undefined; answers: string[] }> {
    const answer = await this.onMachine('dig', '+time=2', '+tries=2', `@${SERVER_IP}`, ...question);
    const [, section = ''] = /^;; ANSWER SECTION:\n(.*?)\n\n/ms.exec(answer) ?? [];
    return {
      status: /status: (\w+)/.exec(answer)?.[1],
      answers: section.split('\n').flatMap((line) => line.split(/\s+/)[4] ?? []),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of [this.cluster, this.machine]) await ip('netns', 'del', name);
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function ip(...args: string[]): Promise<void> {
  await run('ip', args, { env });
}

/** `test`, for tests in a network of their own: skipped without root and without the tools, but not in CI. */
export function needsMachineNetwork() {
  const test = needsTools('dig', 'dnsmasq', 'ip', 'udhcpc');
  return process.env.CI || process.getuid?.() === 0 ? test : test.skip;
}
