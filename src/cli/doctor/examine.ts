import type { Context } from '../lib/command.js';
import { explain } from '../lib/explain.js';
import { CliError } from '../lib/io.js';
import { type Check, checks } from './checks.js';
import { clusterChecks } from './cluster-checks.js';
import { powerTools } from './power-tools.js';

interface Finding {
  readonly title: string;
  readonly ok: boolean;
  readonly detail: string;
}

/**
 * Prints the result of each check, and the tools of power types.
 * @throws CliError when something is wrong
 */
export async function examine(context: Context): Promise<void> {
  const findings: Finding[] = [];
  for (const check of [...checks(context), ...(await clusterChecks(context))])
    findings.push(await perform(check, context.io.env));
  const width = Math.max(...findings.map(({ title }) => title.length));
  for (const { ok, title, detail } of findings) {
    context.print(`${ok ? 'ok   ' : 'WRONG'}  ${title.padEnd(width)}  ${detail}`);
  }
  context.print('');
  for (const line of await powerTools(context)) context.print(line);
  const wrong = findings.filter(({ ok }) => !ok).length;
  if (wrong > 0) throw new CliError(wrong === 1 ? 'One thing is wrong.' : `${wrong} things are wrong.`);
}

async function perform({ title, run }: Check, env: NodeJS.ProcessEnv): Promise<Finding> {
  try {
    return { title, ok: true, detail: await run() };
  } catch (error) {
    return { title, ok: false, detail: explain(error, env) };
  }
}
