import { Option } from 'commander';
import type { AddCommand } from '../lib/command.js';

interface Options {
  readonly cluster?: string;
  /** JSON of a HostInterface */
  readonly clusterRegion?: string;
}

export const addServe: AddCommand = (program, context) => {
  program
    .command('serve')
    .description('Serve the region until SIGINT or SIGTERM.')
    .option(
      '--cluster <interface>',
      'also serve the machines in the network of this interface: DHCP, DNS, network boot',
    )
    // For the process that --cluster starts.
    .addOption(new Option('--cluster-region <interface>').hideHelp())
    .action(async ({ cluster, clusterRegion }: Options) => {
      const settings = await context.settings();
      if (cluster !== undefined) {
        const { serveWithCluster } = await import('../serve/with-cluster.js');
        return serveWithCluster(settings, cluster, context.io);
      }
      const { serve } = await import('../serve/run.js');
      if (clusterRegion === undefined) return serve(settings, context.io);
      const { hostInterface } = await import('../serve/host-interface.js');
      await serve(settings, context.io, hostInterface.parse(JSON.parse(clusterRegion)));
    });
};
