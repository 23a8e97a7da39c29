import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { type ClusterConfig, clusterConfig } from '../config.js';
import { ClusterError } from '../error.js';
import { Backoff } from '../wait.js';
import { writeFileSafely } from '../write-file.js';
import { type RegionClient, RegionError } from './client.js';

export interface FollowOptions {
  readonly region: RegionClient;
  readonly uuid: string;
  readonly key: string;
  /** The folder of the cluster, in which the last configuration is kept */
  readonly folder: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** The time for which 403 or 404 must repeat to be a refusal; a minute by default */
  readonly refusedMs?: number;
}

/** The region refuses the key: the cluster was rejected or deleted, or has a new key. */
export class KeyRefused extends Error {}

/** The region answers after 50 seconds at most. */
const TIMEOUT_MS = 80_000;
const REFUSED = 401;
/** Something in front of the region gives these too, such as a proxy that has lost its configuration. */
const PERHAPS_REFUSED = [403, 404];
const REFUSED_MS = 60_000;

/**
 * The configurations of a cluster: at first the kept one, then each new one of the region. While the region is away, the
 * last one stays.
 * @throws KeyRefused, or the signal's reason
 */
export async function* followConfig(options: FollowOptions): AsyncGenerator<ClusterConfig> {
  const { folder, uuid, signal, refusedMs = REFUSED_MS } = options;
  const backoff = new Backoff(signal);
  const kept = await readKeptConfig(folder, uuid);
  if (kept) yield kept;
  let version = '';
  let isAway = false;
  let refusedSince: number | undefined;
  for (;;) {
    const answer = await poll(options, version);
    refusedSince = answer.isPerhapsRefused ? (refusedSince ?? performance.now()) : undefined;
    if (refusedSince !== undefined && performance.now() - refusedSince >= refusedMs)
      throw new KeyRefused(answer.problem);
    if (answer.isAway !== isAway) report(answer, options.log);
    isAway = answer.isAway;
    if (isAway) await backoff.wait();
    else backoff.reset();
    if (!answer.config) continue;
    version = answer.config.version;
    await keep(folder, answer.config, options.log);
    yield answer.config;
  }
}

/** Without `config`: nothing has changed, or the region is away. */
interface Poll {
  readonly isAway: boolean;
  readonly config?: ClusterConfig | undefined;
  readonly problem?: string;
  readonly isPerhapsRefused?: boolean;
}

async function poll(options: FollowOptions, version: string): Promise<Poll> {
  try {
    return { isAway: false, config: await ask(options, version) };
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof RegionError)) throw error;
    if (error.status === REFUSED) throw new KeyRefused(error.message);
    return { isAway: true, problem: error.message, isPerhapsRefused: PERHAPS_REFUSED.includes(error.status) };
  }
}

function report({ isAway, problem }: Poll, log: Logger): void {
  if (isAway) log.warn(`${problem}; the last configuration stays`);
  else log.info('the region answers again');
}

/** @returns undefined when nothing has changed */
async function ask({ region, uuid, key }: FollowOptions, version: string): Promise<ClusterConfig | undefined> {
  const answer = await region.call({
    method: 'GET',
    path: `nodegroups/${encodeURIComponent(uuid)}/`,
    op: 'cluster_config',
    parameters: version === '' ? {} : { version },
    key,
    timeoutMs: TIMEOUT_MS,
  });
  if (answer.status === 304) return undefined;
  const config = parse(answer.text);
  if (!config)
    throw new RegionError(answer.status, 'the region answers with what is not the configuration of a cluster');
  return config;
}

function parse(text: string): ClusterConfig | undefined {
  try {
    return clusterConfig.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const fileIn = (folder: string): string => path.join(folder, 'config.json');

/** The last configuration that the region gave to a cluster. That of another uuid is not ours. */
export async function readKeptConfig(folder: string, uuid: string): Promise<ClusterConfig | undefined> {
  const config = parse(await readFile(fileIn(folder), 'utf8').catch(() => ''));
  return config?.uuid === uuid ? config : undefined;
}

/** A full disk must not end the service. */
async function keep(folder: string, config: ClusterConfig, log: Logger): Promise<void> {
  try {
    await writeFileSafely(fileIn(folder), JSON.stringify(config), 0o600);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    log.error(`${error.message}; without the region, the next start will lack the newest configuration`);
  }
}
