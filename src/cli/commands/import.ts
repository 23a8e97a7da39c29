import { importImages } from '../../model/images/import-images.js';
import type { AddCommand } from '../lib/command.js';
import { ImportDisplay } from '../lib/import-display.js';
import { CliError } from '../lib/io.js';
import { Stop } from '../serve/stop.js';

export const addImport: AddCommand = (program, context) => {
  program
    .command('import')
    .description('Import the boot images that the boot sources of a cluster select.')
    .requiredOption('--uuid <uuid>', 'which cluster')
    .action(async ({ uuid }: { uuid: string }) => {
      using stop = new Stop();
      const stopping = new AbortController();
      const abort = () => stopping.abort(new CliError('Stopped. What has been fetched stays for the next import.'));
      stop.requested.then(abort, abort);
      using watcher = new ImportDisplay(context.io.stderr);
      const settings = context.settings();
      const { images, changed, folder } = await context.withDatabase((database) =>
        importImages({ database, settings }, uuid, { signal: stopping.signal, watcher }),
      );
      const count = images === 1 ? '1 image' : `${images} images`;
      context.print(`${changed ? 'Imported' : 'Nothing has changed:'} ${count} in ${folder}`);
    });
};
