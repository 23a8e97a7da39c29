import { pbkdf2Sync } from 'node:crypto';

const TIME = '2014-05-29 12:00:00.123456+00';
export const times = { created: TIME, updated: TIME };
export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Users' passwords, hashed by Django. */
export function djangoHash(password: string, iterations = 12_000, salt = 'NaCl'): string {
  const hash = pbkdf2Sync(password, salt, iterations, 32, 'sha256').toString('base64');
  return `pbkdf2_sha256$${iterations}$${salt}$${hash}`;
}

const letters = (of: string, length: number): string => of.padEnd(length, 'x');

/** An API key of the original, with its consumer. */
export interface OriginalKey {
  readonly consumerKey: string;
  readonly tokenKey: string;
  readonly tokenSecret: string;
}

export const keyOf = (name: string): OriginalKey => ({
  consumerKey: letters(`C${name}`, 18),
  tokenKey: letters(`T${name}`, 18),
  tokenSecret: letters(`S${name}`, 32),
});

export function tokenRows(id: number, userId: number, name: string) {
  const { consumerKey, tokenKey, tokenSecret } = keyOf(name);
  const consumer = {
    id: String(id),
    name: 'MAAS consumer',
    description: '',
    key: consumerKey,
    secret: '',
    status: 'accepted',
  };
  const token = {
    id: String(id),
    key: tokenKey,
    secret: tokenSecret,
    verifier: '',
    token_type: '2',
    timestamp: '1401364800',
  };
  return {
    consumer: { ...consumer, user_id: String(userId) },
    token: {
      ...token,
      is_approved: 't',
      user_id: String(userId),
      consumer_id: String(id),
      callback: null,
      callback_confirmed: 'f',
    },
  };
}

export function userRow(id: number, username: string, password: string, extra: Record<string, string> = {}) {
  const names = { first_name: '', last_name: '', email: `${username}@example.com` };
  const flags = { is_superuser: 'f', is_staff: 'f', is_active: 't', last_login: TIME, date_joined: TIME };
  return { id: String(id), username, password, ...names, ...flags, ...extra };
}

export function nodeRow(id: number, extra: Record<string, string | null> = {}) {
  return {
    id: String(id),
    ...times,
    system_id: `node-${String(id).padStart(8, '0')}-e77c-11e3-9ebb-525400123456`,
    hostname: `host-${id}.maas`,
    status: '4',
    owner_id: null,
    architecture: 'amd64/generic',
    power_type: 'ipmi',
    token_id: null,
    error: '',
    power_parameters: '{"power_address": "10.0.0.9", "power_user": "root", "power_pass": "a\\"b\\\\c"}',
    netboot: 't',
    nodegroup_id: '7',
    distro_series: '',
    osystem: '',
    cpu_count: '4',
    memory: '8192',
    storage: '100000',
    routers: '{00:11:22:33:44:55}',
    agent_name: '',
    zone_id: '3',
    ...extra,
  };
}
