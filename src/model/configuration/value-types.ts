import { z } from 'zod';
import { absoluteUrl } from '../../absolute-url.js';
import { isStorable, isStorableJson, MAX_DEPTH, UNSTORABLE } from '../../params/text.js';
import { BAD_ADDRESS, isIpAddress, textUpTo } from '../../params/values.js';
import type { Series } from '../series/series-table.js';

const FALSE = new Set(['', '0', 'false']);
const ANY_URL = absoluteUrl(/^(http|ftp)s?$/);

/** Texts of clients. JSON of megabytes would be parsed in one turn, and would delay all other requests. */
const configInput = textUpTo(65_536);

/**
 * The value of a config item. The API document calls values JSON, but clients send plain text. So JSON is parsed, and
 * any other text stands for itself (docs/contract/rest.md 5).
 */
export const configJson = configInput
  .transform(meant)
  .refine((value) => isStorableJson(value), `${UNSTORABLE} JSON nests at most ${MAX_DEPTH} levels deep.`);

export const requiredConfigJson = configJson.refine(
  (value) => typeof value !== 'string' || value.trim() !== '',
  'This field is required.',
);

function meant(value: string): unknown {
  try {
    const parsed: unknown = JSON.parse(value);
    // A number that would be printed differently is kept as text.
    return typeof parsed !== 'number' || String(parsed) === value ? parsed : value;
  } catch {
    return value;
  }
}

/** A value that must be text: a JSON string stands for its content, any other text for itself. */
const configText = configInput
  .transform((value) => {
    const parsed = meant(value);
    return typeof parsed === 'string' ? parsed : value;
  })
  .refine(isStorable, UNSTORABLE);

/** `0`, `false` in any case and empty text are false. Everything else is true. */
export const configBoolean = configText.transform((value) => !FALSE.has(value.toLowerCase()));

export const configAddressOrEmpty = configText.refine((value) => value === '' || isIpAddress(value), BAD_ADDRESS);

/** A URL. A missing scheme is `http://`. A slash is added to a URL that ends in its host. */
export const configUrl = configText.transform((value, context) => {
  const normal = normalUrl(value.trim());
  if (normal !== undefined) return normal;
  context.addIssue({ code: 'custom', message: 'Enter a valid URL.' });
  return z.NEVER;
});

export const configUrlOrEmpty = z.union([configText.pipe(z.literal('')), configUrl], { error: 'Enter a valid URL.' });

function normalUrl(value: string): string | undefined {
  const complete = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!ANY_URL.safeParse(complete).success) return undefined;
  const { hostname } = new URL(complete);
  // A single word without a scheme is more likely a mistake than the name of a host.
  if (complete !== value && !/[.:]/.test(hostname) && hostname !== 'localhost') return undefined;
  return complete.replace(/^([^/]+\/\/[^/?#]+)(?=$|[?#])/, '$1/');
}

/** The name of one of these series, or empty text for the default. */
export const configSeriesOrEmpty = (choices: readonly Series[]) => {
  const names = ['', ...choices.map(({ name }) => name)];
  const listed = names.map((name) => `'${name}'`).join(', ');
  return configText.refine((value) => names.includes(value), `Select one of the available choices: ${listed}.`);
};
