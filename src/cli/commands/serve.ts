import type { AddCommand } from '../lib/command.js';

export const addServe: AddCommand = (program, context) => {
  program
    .command('serve')
    .description('Serve the region until SIGINT or SIGTERM.')
    .action(async () => {
      const { serve } = await import('../serve/run.js');
      await serve(await context.settings(), context.io);
    });
};
