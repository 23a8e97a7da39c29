import { BadRequest } from '../../../../../errors.js';
import { badMac, normalMac } from '../../../../../params/values.js';

/** A MAC address in a path. @throws BadRequest when it is none */
export function pathMac(text: string): string {
  const mac = normalMac(text);
  if (mac === undefined) throw new BadRequest(badMac(text));
  return mac;
}
