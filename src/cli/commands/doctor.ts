import type { AddCommand } from '../lib/command.js';

export const addDoctor: AddCommand = (program, context) => {
  program
    .command('doctor')
    .description('Check the installation and list the tools of power types. Exits with 1 when a check fails.')
    .action(async () => {
      const { examine } = await import('../doctor/examine.js');
      await examine(context);
    });
};
