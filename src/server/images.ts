import { send } from '@fastify/send';
import type { FastifyInstance } from 'fastify';
import { isNavigation } from '../api/reply/foreign-body.js';

/**
 * Serves the folder of images at `/images/…` for nodes and clusters. Folders are not listed. Names that begin with a
 * dot, such as unfinished downloads, are answered 404.
 */
export function serveImages(scope: FastifyInstance, imagesDir: string): void {
  scope.route({
    method: ['GET', 'HEAD'],
    url: '/images/*',
    // Byte ranges refer to the uncompressed file on the disk.
    compress: false,
    async handler(request, reply) {
      // With the request's Cache-Control, `send` would not answer 304.
      delete request.raw.headers['cache-control'];
      const path = request.url.slice(request.url.indexOf('/images/') + '/images'.length).replace(/[?#].*$/, '');
      const found = await send(request.raw, path, { root: imagesDir, dotfiles: 'ignore', index: false });
      const type = found.headers['Content-Type'] ?? 'application/octet-stream';
      if (isNavigation(request)) reply.header('content-disposition', 'attachment');
      return reply.code(found.statusCode).headers(found.headers).type(type).send(found.stream);
    },
  });
}
