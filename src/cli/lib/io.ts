import type { Readable, Writable } from 'node:stream';

/** The streams and the environment of a command, such as `process`. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: NodeJS.ProcessEnv;
}

/** A command failed. `message` is for the terminal. */
export class CliError extends Error {}
