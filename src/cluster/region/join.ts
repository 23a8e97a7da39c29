import { networkInterfaces } from 'node:os';
import type { Logger } from 'pino';
import { z } from 'zod';
import { Backoff, pause } from '../wait.js';
import { type RegionClient, RegionError } from './client.js';
import { codeOf, hashSecret, type Identity, identityPath, loadIdentity, saveIdentity } from './identity.js';

export interface JoinOptions {
  readonly region: RegionClient;
  /** The folder of the cluster, in which its identity is kept */
  readonly folder: string;
  readonly log: Logger;
  /** Prints what an administrator has to do. */
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
  /** The time between two questions while the cluster waits to be accepted; 5 seconds by default */
  readonly pendingMs?: number;
  /** The time until the next attempt after a refusal; a minute by default */
  readonly refusedMs?: number;
}

const PENDING_MS = 5_000;
/** After a refusal, an administrator may change its cause. */
const REFUSED_MS = 60_000;
const claimed = z.object({ key: z.string() });

/**
 * Registers a cluster, waits until an administrator has accepted it, and keeps the key that the region gives. Each attempt
 * reads the identity again: an administrator may write a key into its file, or remove it.
 * @returns the identity with its key
 * @throws ClusterError when the identity cannot be read or kept, or the signal's reason
 */
export async function join(options: JoinOptions): Promise<Identity & { key: string }> {
  const { folder, signal, pendingMs = PENDING_MS, refusedMs = REFUSED_MS } = options;
  const backoff = new Backoff(signal);
  let last = '';
  for (;;) {
    const identity = await loadIdentity(folder);
    const { key, step, message } = await attempt(identity, options);
    if (key !== undefined) return keep({ ...identity, key }, options);
    const explained = `${step} ${identity.uuid} ${codeOf(identity.secret)}`;
    if (explained !== last) explain(step, message, identity, options);
    last = explained;
    if (step !== 'away') backoff.reset();
    await (step === 'away' ? backoff.wait() : pause(step === 'pending' ? pendingMs : refusedMs, signal));
  }
}

async function keep<Joined extends Identity>(joined: Joined, { folder, log }: JoinOptions): Promise<Joined> {
  await saveIdentity(folder, joined);
  log.info({ uuid: joined.uuid }, 'the region has accepted this cluster');
  return joined;
}

/** `unproved`: the region has another hash for this uuid, or none, or has given the key before. */
type Step = 'pending' | 'rejected' | 'unproved' | 'away';

const STEPS: Readonly<Record<number, Step>> = { 403: 'rejected', 404: 'unproved' };

/** The key, or the step with the region's message. */
type Outcome =
  | { readonly key: string; readonly step?: undefined; readonly message?: undefined }
  | { readonly key?: undefined; readonly step: Step; readonly message: string };

async function attempt(identity: Identity, options: JoinOptions): Promise<Outcome> {
  const outcome = await ask(identity, options);
  // Between its two requests, an administrator may have rejected the cluster.
  return outcome.step === 'unproved' ? ask(identity, options) : outcome;
}

async function ask({ uuid, secret, key }: Identity, { region, signal }: JoinOptions): Promise<Outcome> {
  const path = `nodegroups/${encodeURIComponent(uuid)}/`;
  try {
    // The region may have refused the key only for a while.
    if (key !== undefined && (await isAccepted(region, path, key))) return { key };
    const parameters = { uuid, claim_hash: hashSecret(secret), interfaces: JSON.stringify(findInterfaces()) };
    await region.call({ method: 'POST', path: 'nodegroups/', op: 'register', parameters });
    const answer = await region.call({ method: 'POST', path, op: 'claim_key', parameters: { secret } });
    if (answer.status === 202) return { step: 'pending', message: answer.text };
    const { data } = claimed.safeParse(parseJson(answer.text));
    return data ?? { step: 'away', message: 'the region answers with what is not a key' };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof RegionError)) throw error;
    return { step: STEPS[error.status] ?? 'away', message: error.message };
  }
}

async function isAccepted(region: RegionClient, path: string, key: string): Promise<boolean> {
  try {
    await region.call({ method: 'GET', path, op: 'cluster_config', key });
    return true;
  } catch (error) {
    if (error instanceof RegionError && [401, 403, 404].includes(error.status)) return false;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function explain(
  step: Step,
  message: string,
  { uuid, secret }: Identity,
  { region, folder, log, print }: JoinOptions,
): void {
  const code = codeOf(secret);
  if (step === 'pending') {
    print(
      [
        `This cluster waits until an administrator of ${region.url} accepts it. Its code is ${code}.`,
        `  maas PROFILE node-groups accept uuid=${uuid} claim_code=${code}`,
        '',
      ].join('\n'),
    );
  }
  if (step === 'away') log.warn(message);
  const remedy =
    `Write into ${identityPath(folder)} as "key" what \`maas-region clusterkey --uuid ${uuid}\` prints on the region, ` +
    'or remove the file to register as a new cluster.';
  if (step === 'rejected') {
    log.error(
      { uuid },
      `the region has rejected this cluster, which ended its key. To go on, accept it there. Then: ${remedy}`,
    );
  }
  if (step === 'unproved') {
    const reason = 'it registered with another secret, has had the key before, or was rejected';
    log.error({ uuid }, `the region does not give this cluster its key: ${reason}. ${remedy}`);
  }
}

/** The IPv4 networks of this host, which the region shows as interfaces without management. */
function findInterfaces() {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) => {
    const [first] = addresses.filter(({ family, internal }) => family === 'IPv4' && !internal);
    return first ? [{ interface: name, ip: first.address, subnet_mask: first.netmask }] : [];
  });
}
