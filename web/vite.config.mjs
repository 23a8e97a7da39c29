import path from 'node:path';
import { defineConfig } from 'vite';

/** The pages of the region: `dist/web/index.html` and hashed files in `dist/web/assets/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/MAAS/',
  publicDir: false,
  css: {
    preprocessorOptions: {
      scss: {
        loadPaths: [path.resolve(import.meta.dirname, '../node_modules')],
        quietDeps: true,
        // The mixins of vanilla-framework 4 need @import.
        silenceDeprecations: ['import'],
      },
    },
  },
  build: {
    outDir: path.resolve(import.meta.dirname, '../dist/web'),
    emptyOutDir: true,
    // The content security policy permits images as data, but fonts and scripts only as files.
    assetsInlineLimit: (file) => (file.endsWith('.svg') ? undefined : false),
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: 'es2022',
  },
});
