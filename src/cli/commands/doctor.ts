import { type Check, checks } from '../doctor/checks.js';
import { powerTools } from '../doctor/power-tools.js';
import type { AddCommand } from '../lib/command.js';
import { explain } from '../lib/explain.js';
import { CliError } from '../lib/io.js';

interface Finding {
  readonly title: string;
  readonly ok: boolean;
  readonly detail: string;
}

export const addDoctor: AddCommand = (program, context) => {
  program
    .command('doctor')
    .description(
      'Look for what is wrong with the installation, exit with 1 when something is; list the tools of power types.',
    )
    .action(async () => {
      const findings: Finding[] = [];
      for (const check of checks(context)) findings.push(await examine(check, context.io.env));
      const width = Math.max(...findings.map(({ title }) => title.length));
      for (const { ok, title, detail } of findings) {
        context.print(`${ok ? 'ok   ' : 'WRONG'}  ${title.padEnd(width)}  ${detail}`);
      }
      context.print('');
      for (const line of await powerTools(context)) context.print(line);
      const wrong = findings.filter(({ ok }) => !ok).length;
      if (wrong > 0) throw new CliError(wrong === 1 ? 'One thing is wrong.' : `${wrong} things are wrong.`);
    });
};

async function examine({ title, run }: Check, env: NodeJS.ProcessEnv): Promise<Finding> {
  try {
    return { title, ok: true, detail: await run() };
  } catch (error) {
    return { title, ok: false, detail: explain(error, env) };
  }
}
