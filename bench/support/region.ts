import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { Child, type Usage } from './child.js';

/** This checkout. */
export const OWN = new URL('../../../', import.meta.url);
/** The command line as built by `npm run build`, in a checkout. */
const COMMANDS = 'dist/cli/main.js';

/** A region process that serves as in production. */
export class Region implements AsyncDisposable {
  private constructor(
    private readonly process: Child,
    /** The URL of its API, with the final slash. */
    readonly api: URL,
  ) {}

  /** Starts a region and waits until it is ready. @throws Error when the region does not start */
  static async start(databaseUrl: string, dataDir: string, log: number, checkout = OWN): Promise<Region> {
    const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl, MAAS_DATA_DIR: dataDir, PORT: '0' };
    const child = new Child(new URL(COMMANDS, checkout), { args: ['serve'], env, log });
    const { stdout } = child.process;
    if (!stdout) throw new Error('the region has no output');
    const lines = createInterface(stdout);
    const [banner]: string[] = await Promise.race([once(lines, 'line'), child.ended.then(() => [])]);
    const url = /serves (http\S+)/.exec(banner ?? '')?.[1];
    if (url === undefined) throw new Error('the region did not start');
    return new Region(child, new URL('api/1.0/', url));
  }

  watch(): Promise<void> {
    return this.process.watch();
  }

  /** The resident memory in bytes. */
  rss(): Promise<number> {
    return this.process.ask(z.number(), 'rss');
  }

  usage(): Promise<Usage> {
    return this.process.usage();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.process[Symbol.asyncDispose]();
  }
}
