/** The Authorization header of HTTP Basic authentication (RFC 7617). */
export function encodeBasic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** The same for the user and password of a URL; undefined when it has none. */
export function encodeUrlCredentials({ username, password }: URL): string | undefined {
  return username === '' && password === '' ? undefined : encodeBasic(percentDecode(username), percentDecode(password));
}

/** Keeps a % that begins no escape sequence, where decodeURIComponent throws. */
function percentDecode(text: string): string {
  return text.replaceAll(/(%[0-9a-f]{2})+/gi, (escaped) =>
    Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
