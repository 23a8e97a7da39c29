import type { Db } from '../../db/database.js';
import { ImportError } from '../../images/fetch/error.js';
import { Transport } from '../../images/fetch/transport.js';
import { readSource } from '../../images/mirror/catalog.js';
import type { ImageKey } from '../../images/mirror/image.js';
import type { Keyring } from '../../images/mirror/keyring.js';
import type { Settings } from '../../settings.js';
import { getConfig } from '../configuration/configuration.js';

/** What a mirror offers, or why it cannot be read. */
export interface SourceCheck {
  readonly error: string | null;
  readonly images: readonly ImageKey[];
  /** Parts of the mirror that would not be imported, with the reasons. */
  readonly passedOver: readonly string[];
}

const CHECK_MS = 20_000;
const RETRY_MS = 250;
const MOST_SHOWN = 1_000;
const MOST_PASSED_OVER = 100;

/** Reads the signed index and the products of a mirror, and fetches no images. It takes 20 seconds at most. */
export async function checkSource(
  db: Db,
  { url, keyring }: { readonly url: string; readonly keyring: Keyring },
  settings: Pick<Settings, 'noProxy'>,
): Promise<SourceCheck> {
  const signal = AbortSignal.timeout(CHECK_MS);
  try {
    const proxy = (await getConfig(db, 'http_proxy')) || undefined;
    const transport = new Transport({ proxy, noProxy: settings.noProxy });
    const { images, passedOver } = await readSource(
      { url, keyring, selections: [] },
      { transport, retryMs: RETRY_MS, signal },
    );
    const parts = passedOver.all.map(({ subject, reason }) => `${subject}: ${reason}`);
    return { error: null, images: images.slice(0, MOST_SHOWN), passedOver: parts.slice(0, MOST_PASSED_OVER) };
  } catch (error) {
    if (signal.aborted) return failed(`The mirror was not read within ${CHECK_MS / 1_000} seconds.`);
    if (error instanceof ImportError) return failed(error.message);
    throw error;
  }
}

function failed(error: string): SourceCheck {
  return { error, images: [], passedOver: [] };
}
