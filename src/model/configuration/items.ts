import { hostname } from 'node:os';
import { z } from 'zod';
import { COMMISSIONING_SERIES, DEFAULT_SERIES, DEPLOYABLE_SERIES } from '../series/series.js';
import {
  configAddressOrEmpty,
  configBoolean,
  configJson,
  configSeriesOrEmpty,
  configUrl,
  configUrlOrEmpty,
  requiredConfigJson,
} from './value-types.js';

/** The settings of the region that administrators change at run time. Null: never set. */
export interface ConfigValues {
  readonly maas_name: string;
  readonly enlistment_domain: string;
  readonly http_proxy: string | null;
  readonly upstream_dns: string | null;
  readonly ntp_server: string;
  /** Empty: the default of MAAS itself. */
  readonly default_distro_series: string;
  /** Empty: the default of MAAS itself. */
  readonly commissioning_distro_series: string;
  readonly main_archive: string;
  readonly ports_archive: string;
  readonly kernel_opts: string | null;
  readonly check_compatibility: boolean;
  readonly enable_third_party_drivers: boolean;
}

export type ConfigName = keyof ConfigValues;

export interface ConfigItem<Value> {
  readonly doc: string;
  /** Converts the text that a client sends to the value that is stored and shown to clients. */
  readonly input: z.ZodType<unknown, string>;
  /** Reads the stored value. */
  readonly stored: z.ZodType<Value>;
  /** Returns the default, which is used while the item was never set. */
  fallback(): Value;
}

/** An item that is used as text. Other stored values are used as their JSON text, and null as "". */
function textItem<Fallback extends string | null>(
  doc: string,
  input: z.ZodType<unknown, string>,
  fallback: Fallback | (() => Fallback),
): ConfigItem<string | Fallback> {
  const stored = z.unknown().transform(asText);
  return { doc, input, stored, fallback: typeof fallback === 'function' ? fallback : () => fallback };
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}

function truthItem(doc: string, fallback: boolean): ConfigItem<boolean> {
  return { doc, input: configBoolean, stored: z.boolean(), fallback: () => fallback };
}

/** All items, with the defaults of docs/contract/rest.md 5. */
export const CONFIG_ITEMS: { readonly [Name in ConfigName]: ConfigItem<ConfigValues[Name]> } = {
  maas_name: textItem('The name of this MAAS.', requiredConfigJson, hostname),
  enlistment_domain: textItem('The domain that newly enlisted nodes are named in.', configJson, 'local'),
  http_proxy: textItem('The proxy for HTTP and HTTPS of nodes and of image imports.', configUrlOrEmpty, null),
  upstream_dns: textItem(
    'The DNS server to ask about domains that this MAAS does not manage.',
    configAddressOrEmpty,
    null,
  ),
  ntp_server: textItem('The address of the NTP server for nodes.', configAddressOrEmpty, '91.189.94.4'),
  default_distro_series: textItem(
    'The Ubuntu series that is deployed by default.',
    configSeriesOrEmpty(DEPLOYABLE_SERIES),
    DEFAULT_SERIES,
  ),
  commissioning_distro_series: textItem(
    'The Ubuntu series that nodes are commissioned with.',
    configSeriesOrEmpty(COMMISSIONING_SERIES),
    DEFAULT_SERIES,
  ),
  main_archive: textItem('The package archive for Intel architectures.', configUrl, 'http://archive.ubuntu.com/ubuntu'),
  ports_archive: textItem(
    'The package archive for other architectures.',
    configUrl,
    'http://ports.ubuntu.com/ubuntu-ports',
  ),
  kernel_opts: textItem('Boot parameters for the kernel of every node.', configJson, null),
  check_compatibility: truthItem('Whether to check compatibility and certification of components.', false),
  enable_third_party_drivers: truthItem('Whether to install proprietary drivers.', true),
};
