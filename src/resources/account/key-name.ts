import { z } from 'zod';
import { REQUIRED } from '../../errors.js';

/** The name of an API key. */
export const keyName = z.string().trim().min(1, REQUIRED).max(255, 'At most 255 characters.');
