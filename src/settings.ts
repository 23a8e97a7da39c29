import type { BlockList } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { addressList, cidrs, macPrefixes, networks, proxies, words } from './setting-addresses.js';
import { httpUrl, onOff, place, wholeNumber } from './setting-values.js';
import { showValue } from './show-setting.js';

const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The description of a setting says which values it takes. */
const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1').describe('an address or a name of this machine'),
  ALSO_LISTEN: z.string().min(1).optional().describe('an address of this machine'),
  PORT: wholeNumber(0, 65_535, 5240),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('a URL such as postgresql://maas:secret@db.example.com:5432/maas'),
  MAAS_DATA_DIR: place.prefault('./data').describe('a folder'),
  MAAS_URL: httpUrl.optional().describe('an http or https URL such as http://region.example.com/MAAS'),
  TLS_CERT: place.optional().describe('a file with a certificate in the PEM format'),
  TLS_KEY: place.optional().describe('a file with a key in the PEM format'),
  LOG_LEVEL: z
    .enum(SEVERITIES)
    .default('info')
    .describe(`one of ${SEVERITIES.join(', ')}`),
  WORKERS: wholeNumber(1, 64, 1),
  TRUST_PROXY: proxies.describe('`off`, or addresses and CIDRs with commas between them'),
  MAAS_IMAGES_DIR: place.optional().describe('a folder'),
  IMAGE_IMPORT: onOff('on'),
  NO_PROXY: words.describe('host names, addresses and CIDRs with commas between them'),
  ALLOW_UNSAFE_METADATA: onOff('off'),
  METADATA_ALLOW: cidrs.transform(addressList).describe('`all`, or addresses and CIDRs with commas between them'),
  STRICT_PARAMETERS: onOff('off'),
  ENLIST_LIMIT: wholeNumber(0, 1_000_000, 300),
  AUTH_FAILURE_LIMIT: wholeNumber(0, 1_000_000, 300),
  SIGN_IN_LIMIT: wholeNumber(0, 1_000_000, 20),
  SESSION_IDLE: wholeNumber(1, 525_600, 480),
  SESSION_LIFETIME: wholeNumber(1, 8_760, 168),
  AUDIT_DAYS: wholeNumber(1, 36_500, 400),
  DEPLOY_TIMEOUT: wholeNumber(1, 10_080, 40),
  MAX_CONNECTIONS: wholeNumber(1, 65_535, 4_096),
  MAX_BODIES: wholeNumber(1, 65_535, 1_000),
  BODY_MEMORY: wholeNumber(32, 65_535, 256),
  CLIENT_TIMEOUT: wholeNumber(1, 3_600, 60),
  MIN_BODY_RATE: wholeNumber(0, 1_000_000, 1_024),
  ENLIST_IGNORE_MACS: macPrefixes.describe('MAC addresses or their first bytes, with commas between them'),
  POWER_TLS_VERIFY: onOff('on'),
  POWER_SSH_KNOWN_HOSTS: z.string().optional().describe('a file'),
  POWER_WEBHOOK_ALLOW: networks,
  WEBHOOK_ALLOW: networks,
  BROKER_URL: z
    .string()
    .refine((value) => URL.canParse(value))
    .default('amqp://localhost:5672/')
    .describe('a URL such as amqp://maas:secret@10.20.0.1:5672/maas'),
  CLUSTER_CONFIG: z.string().default('/etc/maas/maas_cluster.conf').describe('a file'),
});

const DESCRIPTIONS = new Map(Object.entries(environment.shape).map(([name, { description }]) => [name, description]));

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = [...DESCRIPTIONS.keys()];

/** The settings of a region process. Paths are absolute; URLs have no slash at their end. */
export interface Settings {
  readonly host: string;
  /** Another address to listen on. */
  readonly alsoListen: string | undefined;
  readonly port: number;
  /** Undefined: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** The public URL of the region, with its /MAAS. Undefined: the URL that the client called. */
  readonly publicUrl: string | undefined;
  /** The files of the certificate and its key. Undefined: the region serves http. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly logLevel: z.infer<typeof environment>['LOG_LEVEL'];
  /** The number of processes of one `serve`. */
  readonly workers: number;
  /** Addresses and CIDRs of proxies whose X-Forwarded-* headers count. */
  readonly trustedProxies: readonly string[];
  readonly imagesDir: string;
  readonly imageImport: boolean;
  /** The servers from which images are fetched without the configured proxy: names, addresses, CIDRs, or `*`. */
  readonly noProxy: readonly string[];
  readonly allowUnsafeMetadata: boolean;
  /** The addresses that may use the anonymous metadata trees; undefined: all. */
  readonly metadataAllow: BlockList | undefined;
  /** Whether parameters that `acquire` does not know are refused, not ignored. */
  readonly strictParameters: boolean;
  /** The most anonymous enlistments from one address in a minute; 0: no limit. */
  readonly enlistLimit: number;
  /** Failed authentications that are permitted per address and minute; 0: any number. */
  readonly authFailureLimit: number;
  /** Failed sign-ins with a password that are permitted per address and minute; 0: any number. */
  readonly signInLimit: number;
  /** Minutes without a use after which a session ends. */
  readonly sessionIdle: number;
  /** Hours after which a session ends in any case. */
  readonly sessionLifetime: number;
  /** Days for which audit records are kept. */
  readonly auditDays: number;
  /** Minutes after which a deployment fails. */
  readonly deployTimeout: number;
  /** The most connections of a process. */
  readonly maxConnections: number;
  /** The most request bodies that a process reads or uses at once. */
  readonly maxBodies: number;
  /** The most bytes of request bodies in the memory of a process. */
  readonly bodyMemory: number;
  /** Seconds for a head, and in which a client must go on sending and reading. */
  readonly clientTimeout: number;
  /** The least bytes of a body in a second, on average over `clientTimeout`; 0: any number. */
  readonly minBodyRate: number;
  /** MAC addresses, or first bytes of such, that many machines share. Enlistment leaves them out. */
  readonly enlistIgnoreMacs: readonly string[];
  readonly powerTlsVerify: boolean;
  readonly powerSshKnownHosts: string | undefined;
  /** Networks to which power webhooks may be sent, besides global unicast addresses. */
  readonly powerWebhookAllow: BlockList;
  /** The same for webhooks. */
  readonly webhookAllow: BlockList;
  /** The broker URL that `register` sends to old clusters. */
  readonly brokerUrl: string;
  /** The configuration file of a cluster on this machine, where there is one. */
  readonly clusterConfig: string;
}

/** A setting is invalid. `message` has a line for each: its name, its value, and which values are valid. */
export class SettingsError extends Error {}

/**
 * Reads the settings from environment variables; empty ones count as unset. `.env.example` describes them all.
 * @throws SettingsError
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path: [name] }) => String(name)));
    throw new SettingsError([...names].map((name) => describeProblem(name, set[name])).join('\n'));
  }
  const value = parsed.data;
  return {
    host: value.HOST,
    alsoListen: value.ALSO_LISTEN,
    port: value.PORT,
    databaseUrl: value.DATABASE_URL,
    dataDir: value.MAAS_DATA_DIR,
    publicUrl: value.MAAS_URL,
    tls: readTls(value.TLS_CERT, value.TLS_KEY),
    logLevel: value.LOG_LEVEL,
    workers: value.WORKERS,
    trustedProxies: value.TRUST_PROXY,
    imagesDir: value.MAAS_IMAGES_DIR ?? path.join(value.MAAS_DATA_DIR, 'images'),
    imageImport: value.IMAGE_IMPORT,
    noProxy: value.NO_PROXY,
    allowUnsafeMetadata: value.ALLOW_UNSAFE_METADATA,
    metadataAllow: value.METADATA_ALLOW,
    strictParameters: value.STRICT_PARAMETERS,
    enlistLimit: value.ENLIST_LIMIT,
    authFailureLimit: value.AUTH_FAILURE_LIMIT,
    signInLimit: value.SIGN_IN_LIMIT,
    sessionIdle: value.SESSION_IDLE,
    sessionLifetime: value.SESSION_LIFETIME,
    auditDays: value.AUDIT_DAYS,
    deployTimeout: value.DEPLOY_TIMEOUT,
    maxConnections: value.MAX_CONNECTIONS,
    maxBodies: value.MAX_BODIES,
    bodyMemory: value.BODY_MEMORY * 1_048_576,
    clientTimeout: value.CLIENT_TIMEOUT,
    minBodyRate: value.MIN_BODY_RATE,
    enlistIgnoreMacs: value.ENLIST_IGNORE_MACS,
    powerTlsVerify: value.POWER_TLS_VERIFY,
    powerSshKnownHosts: value.POWER_SSH_KNOWN_HOSTS,
    powerWebhookAllow: value.POWER_WEBHOOK_ALLOW,
    webhookAllow: value.WEBHOOK_ALLOW,
    brokerUrl: value.BROKER_URL,
    clusterConfig: value.CLUSTER_CONFIG,
  };
}

/** @throws SettingsError for one without the other */
function readTls(cert: string | undefined, key: string | undefined): Settings['tls'] {
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === key) return undefined;
  throw new SettingsError(`${cert ? 'TLS_KEY' : 'TLS_CERT'} is missing. Set TLS_CERT and TLS_KEY, or neither.`);
}

function describeProblem(name: string, value: string | undefined): string {
  return `${name}: ${showValue(name, value ?? '')} is not valid. Use ${DESCRIPTIONS.get(name)}.`;
}
