import { z } from 'zod';
import { BadRequest } from '../errors.js';
import { isStorableJson } from '../params/text.js';
import type { Setting } from './driver/driver.js';
import { macBytes } from './io/mac.js';
import { findPowerType } from './registry.js';

/** Whether there is a power type of this name. "" (no power type) is none. */
export function isPowerType(name: string): boolean {
  return findPowerType(name) !== undefined;
}

/** What to store, undefined to leave what is stored; or what is wrong. */
export type CheckedParameters =
  | { readonly parameters: Readonly<Record<string, string>> | undefined }
  | { readonly problems: readonly string[] };

/**
 * Checks power parameters against what the power type takes (contract/nodes.md B7). When any is given, those left out
 * become "".
 * @param type "" for none, which takes no parameter at all
 * @param skipCheck take whatever is given
 */
export function validatePowerParameters(
  type: string,
  given: Readonly<Record<string, string>>,
  { skipCheck }: { readonly skipCheck: boolean },
): CheckedParameters {
  if (skipCheck) return { parameters: given };
  if (Object.keys(given).length === 0) return { parameters: undefined };
  const settings = findPowerType(type)?.settings ?? [];
  const unknown = Object.keys(given).filter((name) => !settings.some((setting) => setting.name === name));
  const problems = unknown.length > 0 ? [`Unknown parameter(s): ${unknown.join(', ')}.`] : [];
  const values = settings.map(({ name }): [string, string] => [name, given[name] ?? '']);
  problems.push(...settings.flatMap((setting) => problemsOf(setting, given[setting.name] ?? '')));
  return problems.length > 0 ? { problems } : { parameters: Object.fromEntries(values) };
}

function problemsOf({ type, label, choices }: Setting, value: string): string[] {
  if (value === '') return [];
  if (type === 'mac_address' && !macBytes(value)) return [`${label}: '${value}' is not a valid MAC address.`];
  if (type === 'choice' && !choices.some(([choice]) => choice === value)) {
    return [`${label}: Select a valid choice. '${value}' is not one of the available choices.`];
  }
  return [];
}

const parametersJson = z.record(z.string(), z.unknown()).refine((value) => isStorableJson(value));

export type StoredParameters = z.infer<typeof parametersJson>;

/**
 * Reads the JSON object (its values may be nested, whatever for) in which enlisting nodes send their power parameters.
 * @returns undefined for a blank text
 * @throws BadRequest
 */
export function parsePowerParametersJson(text: string): StoredParameters | undefined {
  if (text.trim() === '') return undefined;
  const parsed = parametersJson.safeParse(parse(text));
  if (!parsed.success) throw new BadRequest('Failed to parse the power_parameters: use a JSON object.');
  return parsed.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
