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
    // Parts of a file are parts of what lies on the disk.
    compress: false,
    async handler(request, reply) {
      // A word to caches, which would keep `send` from answering 304.
      delete request.raw.headers['cache-control'];
      const path = request.url.slice(request.url.indexOf('/images/') + '/images'.length).replace(/[?#].*$/, '');
      const found = await send(request.raw, path, { root: imagesDir, dotfiles: 'ignore', index: false });
      const type = found.headers['Content-Type'] ?? 'application/octet-stream';
      return reply.code(found.statusCode).headers(found.headers).type(type).send(found.stream);
    },
  });
}
