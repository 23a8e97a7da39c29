import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** An answer that curl has received. */
export interface CurlReply {
  readonly status: number;
  readonly body: string;
}

/** Runs curl. @throws Error with curl's own exit code as `code` when there is no answer */
export async function curl(url: URL | string, ...args: string[]): Promise<CurlReply> {
  const all = ['--silent', '--show-error', '--write-out', '\n%{http_code}', ...args, String(url)];
  const { stdout } = await promisify(execFile)('curl', all, { maxBuffer: 64 * 1_024 * 1_024 });
  const end = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
}
