import type { Context } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { NotFound } from '../../errors.js';

/** The versions of the metadata service. They are the same. */
export const VERSIONS: readonly string[] = ['2012-03-01', 'latest'];

/** @throws NotFound for a version in the path that there is none of */
export function checkVersion({ arg }: Pick<Context, 'arg'>): void {
  const version = arg('version');
  if (!VERSIONS.includes(version)) throw new NotFound(`Unknown version of the metadata: ${version}`);
}

/** Lines in their order, the last one without an end. */
export function lines(texts: readonly string[]): Reply {
  return Reply.text(texts.join('\n'));
}
