import { workerKey } from '../model/clusters/worker-key.js';
import type { AddCommand } from './command.js';
import { CliError } from './io.js';

export const addImport: AddCommand = (program, context) => {
  program
    .command('import')
    .description('Import boot images for a cluster.')
    .requiredOption('--uuid <uuid>', 'which cluster')
    .action(async ({ uuid }: { uuid: string }) => {
      await context.transaction((tx) => workerKey(tx, uuid));
      throw new CliError(
        'This version does not import images itself: cluster controllers do, and report theirs (report_boot_images).',
      );
    });
};
