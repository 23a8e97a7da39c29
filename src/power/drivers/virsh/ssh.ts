import { secretFolder } from '../../io/secret-files.js';

/** How libvirt is to reach a host by ssh; gone when disposed of. */
export interface SshAccess extends AsyncDisposable {
  /** The program for the URI's parameter `command`. */
  readonly command: string;
}

export interface SshOptions {
  /** The password, or the passphrase of the key; "" for none. */
  readonly password: string;
  /** Undefined: those of this account. */
  readonly knownHosts: string | undefined;
  /** Whether unknown hosts are refused. */
  readonly verify: boolean;
}

/**
 * Makes a program that runs ssh as it should be run here: it never asks a terminal, gives a password once, and knows
 * hosts by the region's setting. The password lies in a file that only this account can read, for as long as it takes.
 */
export async function sshAccess({ password, knownHosts, verify }: SshOptions): Promise<SshAccess> {
  const folder = await secretFolder();
  const options = [
    ...(verify ? ['StrictHostKeyChecking=yes'] : ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null']),
    ...(verify && knownHosts !== undefined
      ? [`UserKnownHostsFile=${knownHosts}`, 'GlobalKnownHostsFile=/dev/null']
      : []),
    'NumberOfPasswordPrompts=1',
    'ConnectTimeout=10',
    password === '' ? 'BatchMode=yes' : 'BatchMode=no',
  ].map((option) => `-o ${quoted(option)}`);
  const lines = ['#!/bin/sh'];
  if (password !== '') {
    const secret = await folder.write('password', `${password}\n`);
    const askpass = await folder.write('askpass', `#!/bin/sh\nexec cat ${quoted(secret)}\n`, 0o700);
    lines.push(`export SSH_ASKPASS=${quoted(askpass)} SSH_ASKPASS_REQUIRE=force`);
  }
  lines.push(`exec ssh ${options.join(' ')} "$@"`);
  const command = await folder.write('ssh', `${lines.join('\n')}\n`, 0o700);
  return { command, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** A word for the shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
