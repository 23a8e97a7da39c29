import type { ImportResult } from '../../model/images/import-images.js';
import type { AddCommand, Context } from '../lib/command.js';
import { CliError } from '../lib/io.js';
import { Stop } from '../serve/stop.js';

export const addImport: AddCommand = (program, context) => {
  program
    .command('import')
    .description('Import the boot images that the boot sources of a cluster select.')
    .requiredOption('--uuid <uuid>', 'which cluster')
    .action(async ({ uuid }: { uuid: string }) => {
      const { images, changed, folder } = await perform(context, uuid);
      const count = images === 1 ? '1 image' : `${images} images`;
      context.notify(`${changed ? 'Imported' : 'Nothing has changed:'} ${count} in ${folder}`);
    });
};

/** Imports until it is done or a signal comes. The display is removed before the result is printed. */
async function perform(context: Context, uuid: string): Promise<ImportResult> {
  const { importImages } = await import('../../model/images/import-images.js');
  const { ImportDisplay } = await import('../lib/import-display.js');
  using stop = new Stop();
  const stopping = new AbortController();
  const abort = () => stopping.abort(new CliError('Stopped. The next import uses the files that were fetched.'));
  stop.requested.then(abort, abort);
  using watcher = new ImportDisplay(context.io.stderr);
  const settings = await context.settings();
  return await context.withDatabase(async (database) => {
    const options = { signal: stopping.signal, watcher };
    const work = () => importImages({ database, settings }, uuid, options);
    const result = await context.recordRefusal(database, 'import', [uuid], work);
    await context.record(database, 'import', [uuid]);
    return result;
  });
}
