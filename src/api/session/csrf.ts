import { createHmac, timingSafeEqual } from 'node:crypto';

/** The token that a page sends with changes. It belongs to one cookie, whose secret it does not reveal. */
export function csrfToken(secret: string): string {
  return createHmac('sha256', secret).update('csrf').digest('base64url');
}

/** Whether a token belongs to the secret of a cookie. */
export function isCsrfToken(secret: string, token: unknown): boolean {
  if (typeof token !== 'string') return false;
  const [expected, given] = [Buffer.from(csrfToken(secret)), Buffer.from(token)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}
