import { z } from 'zod';

/** Letters, digits, dashes and, because real names have them, underscores (RFC 1123, 2.1). */
const LABEL = String.raw`(?!-)[\w-]{1,63}(?<!-)`;
const HOST = new RegExp(String.raw`^(\[[\da-f:.]+\]|(?!.{255})${LABEL}(\.${LABEL})*\.?)$`, 'i');
/** Without it, WHATWG's parser repairs texts such as `http:///host` and `http:\host`, which other programs misread. */
const WRITTEN = /^[a-z][a-z\d+.-]*:\/\/[^\s/\\]+(\/[^\s\\]*|[?#][^\s\\]*)?$/i;

/**
 * An absolute URL of one of the schemes. Its host is an address, or a name that DNS can have.
 * @param scheme matches the scheme, without the colon
 */
export function absoluteUrl(scheme: RegExp, error = 'Enter a valid URL.') {
  return z.url({ protocol: scheme, hostname: HOST, error, abort: true }).regex(WRITTEN, error);
}
