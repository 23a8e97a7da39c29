import { z } from 'zod';
import { isStorable, isStorableJson, MAX_DEPTH, UNSTORABLE } from '../../params/text.js';
import { BAD_ADDRESS, isIpAddress } from '../../params/values.js';
import type { Series } from '../series/series-table.js';

const FALSE = new Set(['', '0', 'false']);
const URL_SCHEME = /^(http|ftp)s?$/;

/**
 * What is meant by a value: the document calls values JSON, clients send plain text. So what is JSON means what it
 * stands for, and everything else means itself (CORRECTIONS-rest.md 10).
 */
export const json = z
  .string()
  .transform(meant)
  .refine((value) => isStorableJson(value), `${UNSTORABLE} JSON nests at most ${MAX_DEPTH} levels deep.`);

export const nonEmptyJson = json.refine(
  (value) => typeof value !== 'string' || value.trim() !== '',
  'This field is required.',
);

function meant(value: string): unknown {
  try {
    const parsed: unknown = JSON.parse(value);
    // A number that would not be the same any more is none.
    return typeof parsed !== 'number' || String(parsed) === value ? parsed : value;
  } catch {
    return value;
  }
}

/** The text that is meant, where only text will do: a JSON string means what it holds, everything else itself. */
const text = z
  .string()
  .transform((value) => {
    const parsed = meant(value);
    return typeof parsed === 'string' ? parsed : value;
  })
  .refine(isStorable, UNSTORABLE);

/** `0`, `false` in any case and nothing at all are false; everything else is true. */
export const truth = text.transform((value) => !FALSE.has(value.toLowerCase()));

export const addressOrEmpty = text.refine((value) => value === '' || isIpAddress(value), BAD_ADDRESS);

/** A URL; without a scheme `http://` is meant, and one that ends in its host gets a slash. */
export const url = text.transform((value, context) => {
  const normal = normalUrl(value.trim());
  if (normal !== undefined) return normal;
  context.addIssue({ code: 'custom', message: 'Enter a valid URL.' });
  return z.NEVER;
});

export const urlOrEmpty = z.union([text.pipe(z.literal('')), url], { error: 'Enter a valid URL.' });

function normalUrl(value: string): string | undefined {
  const complete = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const parsed = z.url({ protocol: URL_SCHEME }).safeParse(complete);
  if (!parsed.success || /\s/.test(complete)) return undefined;
  const { hostname } = new URL(complete);
  // A bare word is a mistake rather than the name of a host.
  if (complete !== value && !/[.:]/.test(hostname) && hostname !== 'localhost') return undefined;
  return complete.replace(/^([^/]+\/\/[^/?#]+)(?=$|[?#])/, '$1/');
}

/** The name of one of these series, or nothing for the default. */
export const seriesOrEmpty = (choices: readonly Series[]) => {
  const names = ['', ...choices.map(({ name }) => name)];
  const listed = names.map((name) => `'${name}'`).join(', ');
  return text.refine((value) => names.includes(value), `Select one of the available choices: ${listed}.`);
};
