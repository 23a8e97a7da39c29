import type { AddCommand } from '../lib/command.js';

export const addClusterKey: AddCommand = (program, context) => {
  program
    .command('clusterkey')
    .description("Print the API key of a cluster's worker (consumer:token:secret).")
    .requiredOption('--uuid <uuid>', 'which cluster')
    .action(async ({ uuid }: { uuid: string }) => {
      const { printApiKey } = await import('../../model/accounts/keys.js');
      const { readWorkerKey } = await import('../../model/clusters/worker-key.js');
      context.print(printApiKey(await context.change('clusterkey', [uuid], (tx) => readWorkerKey(tx, uuid))));
    });
};
