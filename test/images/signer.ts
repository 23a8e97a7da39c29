import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const USER = 'mirror@example.com';

/** A key of GnuPG, in a home of its own. */
export class Signer implements AsyncDisposable {
  /** Its clock is ahead by so much. */
  aheadSeconds = 0;

  private constructor(
    readonly home: string,
    /** The public key, as a keyring file has it */
    readonly keyring: Uint8Array<ArrayBuffer>,
  ) {}

  static async make(): Promise<Signer> {
    const home = await mkdtemp(path.join(tmpdir(), 'maas-gpg-'));
    await gpg(home, '--passphrase', '', '--quick-generate-key', USER, 'rsa2048', 'sign', '3d');
    return new Signer(home, new Uint8Array(await gpg(home, '--export')));
  }

  /** Runs gpg with its home. @returns its output */
  gpg(...args: string[]): Promise<Buffer> {
    return gpg(this.home, ...args);
  }

  async fingerprint(): Promise<string> {
    const listing = String(await this.gpg('--with-colons', '--list-keys'));
    return /^fpr:+(\w+):/m.exec(listing)?.[1] ?? '';
  }

  /** The text, clear-signed. */
  async sign(text: string): Promise<string> {
    const file = path.join(this.home, 'message');
    await writeFile(file, text);
    const clock = Math.floor(Date.now() / 1000) + this.aheadSeconds;
    const time = this.aheadSeconds === 0 ? [] : ['--faked-system-time', String(clock)];
    await this.gpg(...time, '--yes', '--clear-sign', '--output', `${file}.asc`, file);
    return readFile(`${file}.asc`, 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run('gpgconf', ['--homedir', this.home, '--kill', 'all']);
    await rm(this.home, { recursive: true, force: true });
  }
}

async function gpg(home: string, ...args: string[]): Promise<Buffer> {
  const options = { encoding: 'buffer' } as const;
  const { stdout } = await run('gpg', ['--homedir', home, '--batch', '--quiet', ...args], options);
  return stdout;
}
