import { type Browser, chromium } from 'playwright-core';
import { findTool } from '../../src/tools.js';
import { TOOL_PATH } from './tool-packages.js';

/** A name of this computer. Browsers do not trust it: pages over HTTP have fewer functions than those of `localhost`. */
export const PLAIN_HOST = 'region.test';

/** Starts the installed Chromium without a window. It has no sandbox, since CI runs as root. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = await findTool('chromium', TOOL_PATH);
  if (!executablePath) throw new Error('chromium is not installed');
  const args = [`--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`];
  return chromium.launch({ executablePath, chromiumSandbox: false, args });
}
