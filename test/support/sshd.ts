import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { endProgram } from './processes.js';
import { TOOL_PATH } from './tool-packages.js';

const run = promisify(execFile);

/** sshd requires an absolute path to be started. */
const SSHD = '/usr/sbin/sshd';
const AS_ROOT = process.getuid?.() === 0;

/** An SSH server for this account, on a new port, which accepts one key. */
export class Sshd implements AsyncDisposable {
  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly server: ChildProcess,
  ) {}

  /** @param passphrase of the key; "" for none */
  static async start(passphrase = ''): Promise<Sshd> {
    const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-sshd-'));
    const file = (name: string) => path.join(folder, name);
    await newKey(file('host'));
    await newKey(file('key'), passphrase);
    await newKey(file('stranger'));
    const port = await freePort();
    await writeFile(file('authorized'), await readFile(file('key.pub')));
    const hostKey = await readFile(file('host.pub'), 'utf8');
    await writeFile(file('known_hosts'), `[127.0.0.1]:${port} ${hostKey}`);
    const otherKey = await readFile(file('stranger.pub'), 'utf8');
    await writeFile(file('other_hosts'), `[127.0.0.1]:${port} ${otherKey}`);
    await writeFile(
      file('config'),
      [
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${file('host')}`,
        `AuthorizedKeysFile ${file('authorized')}`,
        `PidFile ${file('pid')}`,
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'PermitRootLogin prohibit-password',
        'StrictModes no',
        'UsePAM no',
        '',
      ].join('\n'),
    );
    // As root, sshd drops its privileges in this folder, which Debian's service creates.
    if (AS_ROOT) await mkdir('/run/sshd', { recursive: true });
    const server = spawn(SSHD, ['-D', '-e', '-f', file('config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    if (!server.stderr) throw new Error('sshd has no output');
    await untilListening(server.stderr);
    server.stderr.resume();
    return new Sshd(folder, port, server);
  }

  file(name: 'key' | 'stranger' | 'known_hosts' | 'other_hosts'): string {
    return path.join(this.folder, name);
  }

  get login(): string {
    return `${userInfo().username}@127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProgram(this.server);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** @throws Error when it ends before it listens */
async function untilListening(output: Readable): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface(output)) {
    if (line.includes('Server listening')) return;
    said.push(line);
  }
  throw new Error(`sshd does not start: ${said.join(' ')}`);
}

async function newKey(file: string, passphrase = ''): Promise<void> {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'test', '-f', file], {
    env: { PATH: TOOL_PATH },
  });
}
