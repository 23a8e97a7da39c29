import type { AddCommand } from '../lib/command.js';

export const addCluster: AddCommand = (program, context) => {
  program
    .command('cluster')
    .description('Serve machines of one network for a region: DHCP, DNS and network boot, until SIGINT or SIGTERM.')
    .option('--region <url>', 'the URL of the region, such as http://10.0.0.10:5240/MAAS')
    .action(async ({ region }: { region?: string }) => {
      const { serveCluster } = await import('../serve/cluster.js');
      await serveCluster(await context.settings(), region, context.io);
    });
};
