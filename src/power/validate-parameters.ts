import { z } from 'zod';
import { BadRequest } from '../errors.js';
import { parseJsonText } from '../params/json-text.js';
import { isStorableJson } from '../params/text.js';
import { badMac, normalMac } from '../params/values.js';
import { PowerSettingsError } from './driver/errors.js';
import { checkPowerValue } from './driver/resolve-parameters.js';
import type { PowerSetting } from './driver/settings.js';

import { findPowerType } from './registry.js';

/** Whether a power type has this name. "" (no power type) does not count. */
export function isPowerType(name: string): boolean {
  return findPowerType(name) !== undefined;
}

/** The parameters to store (undefined: keep the stored ones), or the problems of the given ones. */
export type ValidatedParameters =
  | { readonly parameters: Readonly<Record<string, string>> | undefined }
  | { readonly problems: readonly string[] };

/**
 * Validates power parameters against the settings of the power type (docs/contract/nodes.md B7). When any is given,
 * missing ones become "".
 * @param type "" for none, which has no settings
 * @param skipCheck accept everything
 */
export function validatePowerParameters(
  type: string,
  given: Readonly<Record<string, string>>,
  { skipCheck }: { readonly skipCheck: boolean },
): ValidatedParameters {
  if (skipCheck) return { parameters: given };
  if (Object.keys(given).length === 0) return { parameters: undefined };
  const settings = findPowerType(type)?.settings ?? [];
  const unknown = Object.keys(given).filter((name) => !settings.some((setting) => setting.name === name));
  const problems = unknown.length > 0 ? [`Unknown parameter(s): ${unknown.join(', ')}.`] : [];
  const values = new Map(
    settings.map((setting) => [setting.name, trimValue(setting, given[setting.name] ?? '')] as const),
  );
  problems.push(...settings.flatMap((setting) => findProblems(setting, values.get(setting.name) ?? '')));
  return problems.length > 0 ? { problems } : { parameters: Object.fromEntries(values) };
}

/** All settings are single lines. Blanks can be part of a password, but a line end comes from the file that had it. */
function trimValue({ secret }: PowerSetting, value: string): string {
  return secret ? value.replace(/\r?\n$/, '') : value.trim();
}

function findProblems(setting: PowerSetting, value: string): string[] {
  const { type, label, choices } = setting;
  if (value === '') return [];
  if (type === 'mac_address') return normalMac(value) ? [] : [`${label}: ${badMac(value)}`];
  if (type !== 'choice') return findUnusable(setting, value);
  if (choices.some(([choice]) => choice === value)) return [];
  return [`${label}: Select a valid choice. '${value}' is not one of the available choices.`];
}

/** Problems of a value that would fail every power action. */
function findUnusable(setting: PowerSetting, value: string): string[] {
  try {
    checkPowerValue(setting, value);
    setting.check?.(value);
    return [];
  } catch (error) {
    if (!(error instanceof PowerSettingsError)) throw error;
    return [`${setting.label} (${setting.name}): ${error.message}`];
  }
}

const parametersJson = z.record(z.string(), z.unknown()).refine((value) => isStorableJson(value));

export type StoredParameters = z.infer<typeof parametersJson>;

/**
 * Parses the JSON object in which enlisting nodes send their power parameters. Its values may be nested.
 * @returns undefined for a blank text
 * @throws BadRequest
 */
export function parsePowerParametersJson(text: string): StoredParameters | undefined {
  if (text.trim() === '') return undefined;
  const parsed = parametersJson.safeParse(parseJsonText(text));
  if (!parsed.success) throw new BadRequest('Failed to parse the power_parameters: use a JSON object.');
  return parsed.data;
}
