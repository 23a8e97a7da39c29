import { isStorableJson } from '../../../params/text.js';
import { looseMac } from '../../../params/values.js';
import { findPowerType } from '../../../power/registry.js';
import { DEPLOYABLE_SERIES } from '../../series/series.js';
import type { Conversion } from '../mapping/conversion.js';

const SERIES = new Set(['', ...DEPLOYABLE_SERIES.map(({ name }) => name)]);

/** The series of a node; "" for one of another operating system or one that this region cannot deploy. */
export function seriesOf(osystem: string, series: string, conversion: Conversion): string {
  const isUbuntu = osystem === '' || osystem === 'ubuntu';
  if (isUbuntu && SERIES.has(series)) return series;
  if (series !== '') conversion.change('distro_series: is not known, so the node has the default series');
  return '';
}

/** A number of CPUs or of MiB, which cannot be negative. */
export function amountOf(column: string, amount: number, conversion: Conversion): number {
  if (amount >= 0) return amount;
  conversion.change(`${column}: is negative, so it is 0`);
  return 0;
}

export function knownMacs(texts: readonly string[], conversion: Conversion): string[] {
  const macs = texts.map((text) => looseMac(text)).filter((mac) => mac !== undefined);
  if (macs.length < texts.length) conversion.change('routers: some are not MAC addresses');
  return macs;
}

/** The power type and its parameters. A type that is not known here is left out, as nothing could use it. */
export function powerOf(type: string, parameters: string, conversion: Conversion) {
  const isKnown = type === '' || findPowerType(type) !== undefined;
  if (!isKnown) conversion.change('power_type: is not known, so the node has none');
  const power_parameters = JSON.stringify(isKnown ? readParameters(parameters, conversion) : {});
  return { power_type: isKnown ? type : '', power_parameters };
}

function readParameters(text: string, conversion: Conversion): object {
  if (text === '' || text === '""') return {};
  const value = parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && isStorableJson(value)) return value;
  conversion.change('power_parameters: are not a JSON object, so they are empty');
  return {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
