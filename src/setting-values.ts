import path from 'node:path';
import { z } from 'zod';
import { absoluteUrl } from './absolute-url.js';

export const onOff = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(fallback)
    .transform((value) => value === 'on')
    .describe('on or off');

export const httpUrl = absoluteUrl(/^https?$/).transform((value) => value.replace(/\/+$/, ''));

/** The path of a file or a folder. */
export const place = z
  .string()
  .min(1)
  .transform((value) => path.resolve(value));

export const wholeNumber = (least: number, most: number, fallback: number) =>
  z
    .string()
    .regex(/^\s*\d{1,9}\s*$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .prefault(String(fallback))
    .describe(`a whole number from ${least} to ${most}`);
