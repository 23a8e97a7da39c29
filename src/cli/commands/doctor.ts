import type { AddCommand } from '../lib/command.js';

export const addDoctor: AddCommand = (program, context) => {
  program
    .command('doctor')
    .description(
      'Look for what is wrong with the installation, exit with 1 when something is; list the tools of power types.',
    )
    .action(async () => {
      const { examine } = await import('../doctor/examine.js');
      await examine(context);
    });
};
