import type { AddCommand } from '../lib/command.js';
import { serve } from '../serve/run.js';

export const addServe: AddCommand = (program, context) => {
  program
    .command('serve')
    .description('Serve the region until it is told to stop (SIGINT or SIGTERM).')
    .action(() => serve(context.settings(), context.io));
};
