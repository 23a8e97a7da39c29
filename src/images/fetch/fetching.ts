import { setTimeout as sleep } from 'node:timers/promises';
import { ImportError, shown, TransientError } from './error.js';
import type { Transport } from './transport.js';

/** How an import fetches. */
export interface Fetching {
  readonly transport: Transport;
  /** The wait before something is tried again for the first time. */
  readonly retryMs: number;
  /** Ends the import. */
  readonly signal: AbortSignal;
}

/** Real product files have a few MB. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;
const ATTEMPTS = 5;

/** Tries again what may succeed then, after growing waits. */
export async function attempts<T>({ retryMs, signal }: Fetching, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TransientError) || attempt === ATTEMPTS) throw error;
      await sleep(retryMs * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

/** Fetches a text of bounded length. @throws ImportError */
export async function fetchText(url: URL, fetching: Fetching): Promise<string> {
  const { transport, signal } = fetching;
  return attempts(fetching, async () => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of (await transport.get({ url }, signal)).chunks) {
      bytes += piece.length;
      if (bytes > MAX_TEXT_BYTES) throw new ImportError(`${shown(url)} is longer than ${MAX_TEXT_BYTES} bytes.`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString('utf8');
  });
}
