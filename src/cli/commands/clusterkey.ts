import type { AddCommand } from '../lib/command.js';

export const addClusterKey: AddCommand = (program, context) => {
  program
    .command('clusterkey')
    .description("Print the API key of a cluster's worker (consumer:token:secret).")
    .requiredOption('--uuid <uuid>', 'which cluster')
    .option('--renew', 'end the key, and the right of the cluster to claim one by itself; print a new key')
    .action(async ({ uuid, renew }: { uuid: string; renew?: true }) => {
      const { printApiKey } = await import('../../model/accounts/keys.js');
      const { readWorkerKey } = await import('../../model/clusters/worker-key.js');
      const { renewWorkerKey } = await import('../../model/clusters/end-keys.js');
      const command = renew ? 'clusterkey --renew' : 'clusterkey';
      const obtain = renew ? renewWorkerKey : readWorkerKey;
      context.print(printApiKey(await context.change(command, [uuid], (tx) => obtain(tx, uuid))));
    });
};
