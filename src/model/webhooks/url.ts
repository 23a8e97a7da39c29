import { type BlockList, isIP } from 'node:net';
import { absoluteUrl } from '../../absolute-url.js';
import { Invalid } from '../../errors.js';
import { publicOr } from '../../http/address-rule.js';

const MAX_LENGTH = 2_000;

/** An http or https URL without credentials and fragment. */
export const webhookUrl = absoluteUrl(/^https?$/)
  .max(MAX_LENGTH, `Ensure this value has at most ${MAX_LENGTH} characters.`)
  .refine((text) => {
    const { username, password, hash } = new URL(text);
    return username === '' && password === '' && hash === '';
  }, 'Enter a URL without credentials and fragment.');

/**
 * Refuses an address that no delivery may be sent to. Names are resolved, and their addresses checked, by each delivery.
 * @throws Invalid
 */
export function checkWebhookUrl(url: string, allowed: BlockList): void {
  const { hostname, protocol, port } = new URL(url);
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) === 0 || publicOr(allowed)(address, Number(port || (protocol === 'https:' ? 443 : 80)))) return;
  throw Invalid.field(
    'url',
    'The address is not public, or its port is neither 80 nor 443. WEBHOOK_ALLOW permits more.',
  );
}
