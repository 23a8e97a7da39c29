import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../../src/db/embedded/embedded-database.js';
import { migrate } from '../../src/db/migrate.js';
import { TEMPLATE, urlOf } from './postgres.js';
import { missingTools } from './tool-packages.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The PostgreSQL server of this run, as its superuser. */
    postgresUrl: string;
  }
}

/**
 * Starts the PostgreSQL of a test run, and makes a migrated template of which every test file gets its copy.
 * TEST_POSTGRES_URL names another server to use, as its superuser.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const skipped = missingTools();
  if (skipped !== undefined) process.stderr.write(`${skipped}\n`);
  const given = process.env.TEST_POSTGRES_URL;
  const postgres = given === undefined ? await startOwn() : { url: given, stop: async () => {} };
  await makeTemplate(postgres.url);
  project.provide('postgresUrl', postgres.url);
  return postgres.stop;
}

async function startOwn(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'maas-region-test-'));
  const postgres = await startEmbeddedDatabase({ dir, durable: false, maxConnections: 300 });
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function makeTemplate(server: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  await migrate(urlOf(server, TEMPLATE));
}
