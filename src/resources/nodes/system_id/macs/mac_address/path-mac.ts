import { BadRequest } from '../../../../../errors.js';
import { badMac, normalMac } from '../../../../../params/values.js';

/** The stored form of a MAC address in a path. @throws BadRequest for a text that is not a valid MAC address */
export function pathMac(text: string): string {
  const mac = normalMac(text);
  if (mac === undefined) throw new BadRequest(badMac(text));
  return mac;
}
