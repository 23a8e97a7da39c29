// A region with a simulated power driver. It answers the question for its URL.
import pino from 'pino';
import { Database } from '../../src/db/database.js';
import { buildApp } from '../../src/server/app.js';
import { startJobs } from '../../src/server/jobs.js';
import { readSettings } from '../../src/settings.js';
import { answer } from '../support/answer.js';
import { simulated } from './simulated.js';

const [url = '', kind] = process.argv.slice(2);
const settings = readSettings({ DATABASE_URL: url });
const services = { settings, database: new Database(url), log: pino({ level: 'silent' }) };

const app = await buildApp(services);
const origin = await app.listen({ host: '127.0.0.1', port: 0 });
await startJobs(services, kind === 'simulated' ? { powerTypes: simulated } : {});
answer({ url: () => `${origin}/MAAS/api/1.0/` });
