import { afterAll, beforeAll, expect } from 'vitest';
import { type FileDatabase, useDatabase } from '../../support/database.js';
import { makeAccount } from '../../support/factories/accounts.js';
import { type ApiKey, plaintextHeader } from '../../support/oauth.js';
import { type OAuthServer, startOAuthServer, type Verdict } from './oauth-server.js';

export const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const;

export const secretOf = (key: ApiKey): string => key.split(':')[2] ?? '';

/** The fields of a header as query or form. */
export function asQuery(header: string): string {
  return header.slice('OAuth '.length).replaceAll('"', '').replaceAll(', ', '&');
}

/** The verdict of a refusal with this text. */
export const refused = (text: string | RegExp) => ({
  status: 401,
  challenge: true,
  text: typeof text === 'string' ? text : expect.stringMatching(text),
});

/** A server that tells who calls, and the keys of `alice` and of the administrator `bob`, for the tests of a file. */
export class OAuthSite {
  readonly #database: FileDatabase = useDatabase();
  #server: OAuthServer | undefined;
  alice: ApiKey = '';
  bob: ApiKey = '';

  constructor() {
    beforeAll(async () => {
      this.#server = await startOAuthServer(this.database);
      this.alice = await makeAccount(this.database, 'alice');
      this.bob = await makeAccount(this.database, 'bob', true);
    });
    afterAll(() => this.#server?.[Symbol.asyncDispose]());
  }

  get database() {
    return this.#database.database;
  }

  get server(): OAuthServer {
    if (!this.#server) throw new Error('there is no server yet: use it in hooks and tests only');
    return this.#server;
  }

  withHeader(header: string): Promise<Verdict> {
    return this.server.ask('/', { headers: [['Authorization', header]] });
  }

  /** Signs by PLAINTEXT, with these fields in place of the right ones. */
  plain(override: Readonly<Record<string, string | undefined>>, key = this.alice): Promise<Verdict> {
    return this.withHeader(plaintextHeader(key, override));
  }
}
