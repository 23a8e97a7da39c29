import { z } from 'zod';
import { REQUIRED } from '../../../errors.js';
import { isStorable, UNSTORABLE } from '../../../params/text.js';
import { textUpTo } from '../../../params/values.js';
import { ipAddress } from '../../networks/address.js';

/** The name of a cluster's network interface, "" for none. */
export const interfaceName = textUpTo(255).refine(isStorable, UNSTORABLE);

/** What a cluster manages on an interface (`Management`); an empty text means nothing. */
export const management = z.enum(['', '0', '1', '2'], 'Select a valid choice: 0, 1 or 2.').transform(Number);

/** An address that must be there. */
export const requiredAddress = z.string().min(1, REQUIRED).pipe(ipAddress);

/** An address, or null for an empty text. */
export const addressOrNone = z.union([z.literal('').transform(() => null), ipAddress], {
  error: 'Enter a valid IPv4 or IPv6 address.',
});
