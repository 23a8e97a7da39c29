import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { startBrowser } from '../browser.js';
import { Person } from '../person.js';
import { type RegionOptions, useRegion } from '../region.js';
import { missing } from '../tool-packages.js';
import { Visitor } from './visitor.js';

/** The web pages that `npm run build` makes. */
export const WEB_DIR = path.resolve(import.meta.dirname, '../../../dist/web');

/** A region that serves the web pages, and a browser for the tests of a file. */
export function usePages(options: RegionOptions = {}) {
  const region = useRegion({ ...options, webDir: WEB_DIR });
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (!existsSync(WEB_DIR)) throw new Error('dist/web is missing: run `npm run build` first');
    if (process.env.CI || !missing.has('chromium')) browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  const arrive = (at: BrowserContextOptions = {}): Promise<Visitor> => {
    if (!browser) throw new Error('chromium is not installed');
    return Visitor.arrive(browser, region, at);
  };
  /** A visitor whose browser has a session, at a path below `/MAAS/`. */
  const signedIn = async (username: string, at = '', context: BrowserContextOptions = {}): Promise<Visitor> => {
    const visitor = await arrive(context);
    const { cookies } = await Person.signedIn(region, username, { 'user-agent': 'Firefox on Linux' });
    const here = [...cookies].map(([name, value]) => ({ name, value, url: region.api.origin }));
    await visitor.context.addCookies(here);
    await visitor.open(at);
    await visitor.page.locator('main#main').waitFor();
    return visitor;
  };
  return { region, arrive, signedIn };
}
