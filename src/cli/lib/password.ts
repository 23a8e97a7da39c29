import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CliError, type Io } from './io.js';

/**
 * Reads a new password from stdin: the first line, or on a terminal two prompts without echo.
 * @throws CliError when the password is empty, or the two inputs differ
 */
export async function readPassword(io: Io): Promise<string> {
  const password = io.stdin.isTTY ? await ask(io) : firstLine(await text(io.stdin));
  if (password === '') throw new CliError('The password is empty: write it to stdin or use --password.');
  return password;
}

function firstLine(input: string): string {
  return input.split(/\r?\n/, 1)[0] ?? '';
}

async function ask(io: Io): Promise<string> {
  // Readline echoes input to its output stream, so this stream discards everything.
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: io.stdin, output: hidden, terminal: true });
  const prompt = async (question: string): Promise<string> => {
    io.stderr.write(question);
    const answer = await new Promise<string>((resolve, reject) => {
      terminal.once('SIGINT', () => reject(new CliError('Cancelled.')));
      terminal.once('close', () => reject(new CliError('No password was given.')));
      terminal.once('line', resolve);
    });
    io.stderr.write('\n');
    return answer;
  };
  try {
    const password = await prompt('Password: ');
    if ((await prompt('Password (again): ')) !== password) throw new CliError('The passwords differ.');
    return password;
  } finally {
    terminal.close();
  }
}
