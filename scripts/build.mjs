// npm run build: the Prisma client, then dist/. Does nothing when both are up to date.
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';

await ensureInstalled();
await ensureBuilt();
