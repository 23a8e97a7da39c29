import { createSecretFolder } from '../../io/secret-files.js';

/** A program for the URI's parameter `command`; removed when disposed of. */
export interface SshCommand extends AsyncDisposable {
  readonly path: string;
}

export interface SshOptions {
  /** The password, or the passphrase of the key; "" for none. */
  readonly password: string;
  /** Undefined: the file of this account. */
  readonly knownHosts: string | undefined;
  /** Whether unknown hosts are refused. */
  readonly verify: boolean;
}

/**
 * Writes a script that runs ssh for libvirt: it never prompts on a terminal, sends the password once, and uses the
 * region's known hosts. Until it is disposed of, the password is in a file that only this account can read.
 */
export async function createSshCommand({ password, knownHosts, verify }: SshOptions): Promise<SshCommand> {
  const folder = await createSecretFolder();
  const options = [
    ...(verify ? ['StrictHostKeyChecking=yes'] : ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null']),
    ...(verify && knownHosts !== undefined
      ? [`UserKnownHostsFile=${knownHosts}`, 'GlobalKnownHostsFile=/dev/null']
      : []),
    'NumberOfPasswordPrompts=1',
    'ConnectTimeout=10',
    password === '' ? 'BatchMode=yes' : 'BatchMode=no',
  ].map((option) => `-o ${quoteForShell(option)}`);
  const lines = ['#!/bin/sh'];
  if (password !== '') {
    const secret = await folder.write('password', `${password}\n`);
    const askpass = await folder.write('askpass', `#!/bin/sh\nexec cat ${quoteForShell(secret)}\n`, 0o700);
    lines.push(`export SSH_ASKPASS=${quoteForShell(askpass)} SSH_ASKPASS_REQUIRE=force`);
  }
  lines.push(`exec ssh ${options.join(' ')} "$@"`);
  const file = await folder.write('ssh', `${lines.join('\n')}\n`, 0o700);
  return { path: file, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

function quoteForShell(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
