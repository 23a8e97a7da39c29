import { existsSync } from 'node:fs';
import path from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The sections of the web interface. Below each are routes that the page itself knows, such as `nodes/node-1234`. */
const SECTIONS = [
  ...['sign-in', 'nodes', 'tags', 'networks', 'zones', 'clusters', 'boot-sources', 'settings', 'scripts', 'files'],
  ...['users', 'preferences', 'events', 'about', 'webhooks'],
];

/** The page runs its own scripts and speaks with its own origin only, and no other page may show it in a frame. */
const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** Whether a folder has the built web pages. */
export function hasPages(folder: string | undefined): folder is string {
  return folder !== undefined && existsSync(path.join(folder, 'index.html'));
}

/**
 * Serves the built web pages: `index.html` for each section, and `assets/` with names that are hashes of their contents.
 * The compressed forms beside the files were made by the build.
 * @param prefix where the scope is mounted: `/MAAS`
 */
export async function servePages(app: FastifyInstance, folder: string, prefix: string): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      // With the request's Cache-Control, an unchanged file would not be answered 304.
      delete request.raw.headers['cache-control'];
      reply.headers(HEADERS);
    });
    await scope.register(files, {
      root: path.join(folder, 'assets'),
      prefix: '/assets/',
      preCompressed: true,
      index: false,
      dotfiles: 'ignore',
      immutable: true,
      maxAge: '365d',
    });
    const page = (url: string) =>
      scope.route({
        method: ['GET', 'HEAD'],
        url,
        prefixTrailingSlash: 'slash',
        handler: (_request, reply) =>
          reply.header('cache-control', 'no-cache').sendFile('index.html', folder, { cacheControl: false }),
      });
    page('/');
    for (const section of SECTIONS) {
      page(`/${section}`);
      page(`/${section}/*`);
    }
    scope.get('', async (_request, reply) => reply.redirect(`${prefix}/`));
  });
}
