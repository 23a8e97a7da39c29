import type { Writable } from 'node:stream';

/**
 * Lets a command or a server continue when the reader of its output has ended, as in `maas-region doctor | head -1`.
 * Without a listener, the EPIPE of the next write would end the process.
 * @param onFailure called when an output fails for another reason, such as a full disk
 */
export function tolerateClosedOutput(outputs: readonly Writable[], onFailure: (error: Error) => void): void {
  for (const output of outputs) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') onFailure(error);
    });
  }
}
