import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TOOL_PATH } from './tool-packages.js';

/** Returns the output of lshw on this machine, as XML. */
export async function lshwOfThisMachine(): Promise<string> {
  const options = { env: { ...process.env, PATH: TOOL_PATH }, maxBuffer: 10_000_000 };
  const { stdout } = await promisify(execFile)('lshw', ['-xml', '-quiet'], options);
  return stdout;
}
