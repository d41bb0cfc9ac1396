#!/usr/bin/env node
/**
 * Launcher: Node 20 cannot run TypeScript, so a checkout is built first where its build is missing or older than its
 * sources. An installed package has no sources and just runs. `--run bench/NAME …` runs a benchmark of the build.
 */
import { existsSync } from 'node:fs';

const args = process.argv.slice(2);

/** Only what opens pages needs them built. */
const opensPages = args[0] === 'serve' || (args[0] === 'router' && args.includes('--inspect'));
const targets = opensPages && !args.includes('--help') ? ['node', 'web'] : ['node'];

if (existsSync(new URL('../vite.node.config.ts', import.meta.url))) {
  const { buildStale } = await import('./build.mjs');
  try {
    await buildStale(targets);
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
  const { main } = await import(new URL('../dist/node/lehr.js', import.meta.url).href);
  process.exitCode = await main(args);
}
