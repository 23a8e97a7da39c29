import { z } from 'zod';
import type { Fields } from './body.js';
import type { CallOptions, Reply } from './client.js';
import type { Region } from './region.js';

const Token = z.object({ csrf: z.string() });

/** `GET session/` of a person who is signed in. */
export const SessionShape = z.object({
  user: z.object({ username: z.string(), email: z.string(), is_superuser: z.boolean() }),
  csrf: z.string(),
  idle_expires: z.iso.datetime(),
  expires: z.iso.datetime(),
  version: z.string(),
});

type Headers = Readonly<Record<string, string>>;

/** The browser of a person: it keeps the cookies of a region, and sends what a page of the region sends. */
export class Person {
  readonly cookies = new Map<string, string>();
  csrf = '';
  /** The token of the sign-in form that it opened. */
  #form: string | undefined;

  constructor(
    private readonly region: Region,
    /** Headers of all of its requests, such as those of a proxy in front of the region. */
    private readonly own: Headers = {},
  ) {}

  /** The person with the account, whose name is also the password, signed in. */
  static async signedIn(region: Region, username: string, own: Headers = {}): Promise<Person> {
    const person = new Person(region, own);
    (await person.signIn(username)).ok();
    return person;
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The headers of a page of the region. */
  get headers(): Headers {
    const { origin } = this.region.api;
    return { ...this.own, ...(this.cookie && { cookie: this.cookie }), origin, 'x-csrf-token': this.csrf };
  }

  /** Opens the sign-in form, if it has not yet, and sends it. */
  async signIn(username: string, password = username): Promise<Reply> {
    this.#form ??= Token.parse((await this.send('GET', '')).json).csrf;
    const reply = await this.send('POST', '', { username, password, csrf: this.#form });
    if (reply.status === 200) this.csrf = Token.parse(reply.json).csrf;
    return reply;
  }

  /** @param path below session/ */
  send(method: string, path: string, urlencoded?: Fields, headers: Headers = {}): Promise<Reply> {
    return this.call(method, `/MAAS/session/${path}`, { headers, ...(urlencoded && { urlencoded }) });
  }

  /** @param path below API 1.0, or from the root when it begins with a slash. "" for a header leaves it out. */
  async call(method: string, path: string, { headers, ...options }: CallOptions = {}): Promise<Reply> {
    const all = Object.entries({ ...this.headers, ...headers }).filter(([, value]) => value !== '');
    const reply = await this.region.call(null, method, path, { ...options, headers: Object.fromEntries(all) });
    for (const line of reply.headers.getSetCookie()) this.#keep(line);
    return reply;
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/;\s*max-age=0\b/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** Makes all sessions look as if a time had passed since their last use, or since their sign-in. */
export async function ageSessions(region: Region, { idle = 0, since = 0 }: { idle?: number; since?: number }) {
  await region.database.pool.query(
    `UPDATE sessions SET last_used = last_used - make_interval(secs => $1),
       expires = expires - make_interval(secs => $2)`,
    [idle, since],
  );
}
