import path from 'node:path';
import { z } from 'zod';
import { httpUrl, wholeNumber } from '../setting-values.js';
import { SettingsError } from '../settings.js';

/** Parts such as `11=/srv/ipxe-arm64.efi`, with commas between them */
const bootLoaders = z
  .string()
  .regex(/^\d{1,5}=[^,=]+(,\d{1,5}=[^,=]+)*$/)
  .transform((text) => new Map(text.split(',').map((part) => readBootLoader(part.split('=')))));

function readBootLoader([firmware = '', file = '']: readonly string[]): [number, string] {
  return [Number(firmware), path.resolve(file)];
}

const environment = z.object({
  REGION_URL: httpUrl.optional().describe('an http or https URL such as http://10.0.0.10:5240/MAAS'),
  CLUSTER_HTTP_PORT: wholeNumber(1, 65_535, 5248),
  CLUSTER_CACHE_GIB: wholeNumber(1, 100_000, 20),
  CLUSTER_BOOT_LOADERS: bootLoaders
    .optional()
    .describe('values of DHCP option 93 with files, such as 11=/srv/ipxe-arm64.efi'),
});

/** The names of the settings that only a cluster has. */
export const CLUSTER_SETTING_NAMES: readonly string[] = Object.keys(environment.shape);

export interface ClusterSettings {
  readonly region: URL;
  /** The port from which machines boot by HTTP */
  readonly httpPort: number;
  /** The most bytes of the cache of images */
  readonly cacheBytes: number;
  /** Paths of boot loaders of the administrator, by values of DHCP option 93 */
  readonly bootLoaders: ReadonlyMap<number, string>;
}

/** @param region the URL of the command line, before that of the environment @throws SettingsError */
export function readClusterSettings(env: NodeJS.ProcessEnv, region: string | undefined): ClusterSettings {
  const set = Object.entries({ ...env, ...(region !== undefined && { REGION_URL: region }) });
  const parsed = environment.safeParse(Object.fromEntries(set.filter(([, value]) => value !== '')));
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path: [name] }) => String(name)));
    throw new SettingsError([...names].map(describeProblem).join('\n'));
  }
  const { REGION_URL: url, CLUSTER_HTTP_PORT: httpPort, CLUSTER_CACHE_GIB, CLUSTER_BOOT_LOADERS } = parsed.data;
  if (url === undefined) throw new SettingsError('The region is not known. Use --region URL, or set REGION_URL.');
  const cacheBytes = CLUSTER_CACHE_GIB * 1024 ** 3;
  return { region: new URL(url), httpPort, cacheBytes, bootLoaders: CLUSTER_BOOT_LOADERS ?? new Map() };
}

function describeProblem(name: string): string {
  const shape: Readonly<Record<string, z.ZodType>> = environment.shape;
  return `${name === 'REGION_URL' ? 'REGION_URL (--region)' : name} is not valid. Use ${shape[name]?.description}.`;
}
