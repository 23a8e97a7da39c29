import type { Context } from '../../api/operation/context.js';
import { Reply } from '../../api/reply/reply.js';
import { NotFound } from '../../errors.js';

/** The versions of the metadata service. All versions are identical. */
export const VERSIONS: readonly string[] = ['2012-03-01', 'latest'];

/** @throws NotFound for an unknown version in the path */
export function checkVersion({ arg }: Pick<Context, 'arg'>): void {
  const version = arg('version');
  if (!VERSIONS.includes(version)) throw new NotFound(`Unknown version of the metadata: ${version}`);
}

/** Answers texts as lines, in their order. The last line has no line end. */
export function lines(texts: readonly string[]): Reply {
  return Reply.text(texts.join('\n'));
}
