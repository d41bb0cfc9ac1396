#!/usr/bin/env node
/**
 * Launcher: Node 20 cannot run TypeScript, so a checkout is built first where its build is missing or older than its
 * sources; what lasts runs from a build that the next one leaves alone (kept-build.mjs). An installed package has no sources and just
 * runs. `--run bench/NAME …` runs a benchmark of the build.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const args = process.argv.slice(2);

/** Only what opens pages needs them built. */
const opensPages = args[0] === 'serve' || (args[0] === 'router' && args.includes('--inspect'));
const targets = opensPages && !args.includes('--help') ? ['node', 'web'] : ['node'];

/** For hours, it may be. */
const lasts = ['serve', 'orchestrator', 'solve', 'donate', 'router'].includes(args[0]);

let dist = fileURLToPath(new URL('../dist', import.meta.url));
if (existsSync(new URL('../vite.node.config.ts', import.meta.url))) {
  const [{ buildStale }, { keptBuild }] = await Promise.all([
    import('./build.mjs'),
    import('./kept-build.mjs'),
  ]);
  try {
    await buildStale(targets);
    if (lasts && !args.includes('--help')) dist = await keptBuild(dist, targets);
  } catch (error) {
    process.stderr.write(`lehr: the build failed: ${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}

if (args[0] === '--run') {
  const name = (args[1] ?? '').replaceAll('/', '-');
  const entry = new URL(`../dist/node/${name}.js`, import.meta.url);
  if (!/^bench-[a-z-]+$/.test(name) || !existsSync(entry)) {
    process.stderr.write(`lehr: there is no "${args[1] ?? ''}" to run; try: --run bench/anneal\n`);
    process.exit(2);
  }
  const { main } = await import(entry.href);
  process.exitCode = await main(args.slice(2));
} else {
  const { main } = await import(pathToFileURL(`${dist}/node/lehr.js`).href);
  process.exitCode = await main(args);
}
