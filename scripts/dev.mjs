// npm run dev: serves the region. Rebuilds and restarts it after every change of a source file.
import { spawn } from 'node:child_process';
import { ensureBuilt, forgetBuild } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ROOT, run } from './lib/run.mjs';

await ensureInstalled();
await ensureBuilt();
forgetBuild();
// The compiler starts another program. In a process group, one signal ends both.
const compile = ['node_modules/typescript/bin/tsc', '--watch', '--preserveWatchOutput'];
const compiler = spawn(process.execPath, compile, { cwd: ROOT, stdio: 'inherit', detached: true });
process.exitCode = await run(process.execPath, ['--watch', '--watch-preserve-output', 'dist/cli/main.js', 'serve']);
process.kill(-compiler.pid);
