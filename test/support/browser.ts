import { type Browser, chromium } from 'playwright-core';
import { findTool } from '../../src/tools.js';
import { TOOL_PATH } from './tool-packages.js';

/** Starts the installed Chromium without a window. It has no sandbox, since CI runs as root. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = await findTool('chromium', TOOL_PATH);
  if (!executablePath) throw new Error('chromium is not installed');
  return chromium.launch({ executablePath, chromiumSandbox: false });
}
