import { send } from '@fastify/send';
import type { FastifyInstance } from 'fastify';

/**
 * `/images/…`: the folder of images as it lies on the disk, for nodes and clusters to read. Folders are not listed, and
 * what has a dot in front, such as files that are still being fetched, is not there.
 */
export function serveImages(scope: FastifyInstance, imagesDir: string): void {
  scope.route({
    method: ['GET', 'HEAD'],
    url: '/images/*',
    async handler(request, reply) {
      const path = request.url.slice(request.url.indexOf('/images/') + '/images'.length).replace(/[?#].*$/, '');
      const found = await send(request.raw, path, { root: imagesDir, dotfiles: 'ignore', index: false });
      return reply.code(found.statusCode).headers(found.headers).send(found.stream);
    },
  });
}
