import { z } from 'zod';
import { HttpError } from '../../http/error.js';
import { sendHttpRequest } from '../../http/request.js';
import type { PxeConfig } from './image.js';

const pxeConfig = z.object({
  osystem: z.string(),
  arch: z.string(),
  subarch: z.string(),
  release: z.string(),
  label: z.string(),
  purpose: z.string(),
  hostname: z.string(),
  domain: z.string(),
  preseed_url: z.string(),
  log_host: z.string(),
  extra_opts: z.string().nullable(),
});

/** A machine that asks how it boots. */
export interface Machine {
  /** Six pairs of hexadecimal digits with dashes between them */
  readonly mac: string;
  readonly arch: string;
  /** Its address, and the address of this host by which it asks */
  readonly remote: string;
  readonly local: string;
}

/** The region does not say how a machine boots. The message is for the machine's screen and the log. */
export class NoBoot extends Error {}

const TIMEOUTS = { connectMs: 5_000, headersMs: 20_000, idleMs: 20_000 };
const MAX_BYTES = 256 * 1024;

/**
 * Asks the region's pxeconfig/ (docs/contract/nodes.md D) how a machine boots.
 * @param region the base URL of the region, without a slash at its end
 * @throws NoBoot, or the signal's reason
 */
export async function readPxeConfig(
  region: URL,
  clusterUuid: string,
  machine: Machine,
  signal: AbortSignal,
): Promise<PxeConfig> {
  const { status, text } = await ask(region, new URLSearchParams({ ...machine, cluster_uuid: clusterUuid }), signal);
  if (status !== 200) {
    const reason = status === 204 ? 'does not know how this machine boots' : `answers with status ${status}`;
    throw new NoBoot(`The region ${region.host} ${reason}${text === '' ? '.' : `: ${text}`}`);
  }
  const parsed = pxeConfig.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new NoBoot(`The region ${region.host} sends an answer that is not valid.`);
}

async function ask(region: URL, query: URLSearchParams, signal: AbortSignal) {
  const path = `${region.pathname.replace(/\/$/, '')}/api/1.0/pxeconfig/?${query}`;
  try {
    using response = await sendHttpRequest({ method: 'GET', server: region, path }, TIMEOUTS, signal);
    return { status: response.status, text: await response.readText(MAX_BYTES) };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    throw new NoBoot(`The region ${region.host} cannot be asked: ${error.message}.`);
  }
}

/** @returns undefined for a text that is not JSON */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
