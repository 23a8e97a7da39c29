import type { ApiKey } from './oauth.js';

/** The credentials in a preseed. @throws Error when it has none */
export function credentialsIn(preseed: string): ApiKey {
  return ['consumer_key', 'token_key', 'token_secret'].map((name) => credential(preseed, name)).join(':');
}

function credential(preseed: string, name: string): string {
  const value = new RegExp(`${name}\\W+(\\w+)`).exec(preseed)?.[1];
  if (value === undefined) throw new Error(`no ${name} in the preseed: ${preseed.slice(0, 200)}`);
  return value;
}
