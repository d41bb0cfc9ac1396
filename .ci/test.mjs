/** `npm test`: the checks, the unit and integration tests, the browser tests; then one line that sums them up. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const results = 'test-results';
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const total = { passed: 0, failed: 0, skipped: 0 };

function run(title, command, args, env = {}) {
  console.log(`\n── ${title} ──`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  return status === 0;
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** A runner that fails without naming a failed test (it crashed, found no tests) counts as one failure. */
function count(ok, found) {
  total.passed += found.passed;
  total.skipped += found.skipped;
  total.failed += found.failed || (ok && found.passed > 0 ? 0 : 1);
}

const checked = run('checks', 'npm', ['run', '-s', 'check']);
count(checked, { passed: checked ? 1 : 0, failed: 0, skipped: 0 });

const vitestFile = `${results}/vitest.json`;
const unitOk = run('unit and integration tests', 'npx', [
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${vitestFile}`,
]);
const vitest = readJson(vitestFile);
count(unitOk, {
  passed: vitest?.numPassedTests ?? 0,
  failed: vitest?.numFailedTests ?? 0,
  skipped: vitest?.numPendingTests ?? 0,
});

const playwrightFile = `${results}/playwright.json`;
const e2eOk = run('browser tests', 'npx', ['playwright', 'test', '--reporter=list,json'], {
  PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightFile,
});
const report = readJson(playwrightFile);
const stats = report?.stats;
count(e2eOk, {
  passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
  failed: stats?.unexpected ?? 0,
  skipped: stats?.skipped ?? 0,
});

/** Names of the tests that passed at their second attempt only. */
function flakyIn({ suites = [], specs = [] }, at = []) {
  const here = specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === 'flaky')
      .map(({ projectName }) => `[${projectName}] ${[...at, title].join(' › ')}`),
  );
  return [...here, ...suites.flatMap((suite) => flakyIn(suite, [...at, suite.title]))];
}

const flaky = report ? flakyIn(report) : [];
if (flaky.length > 0) {
  console.log(`\n${flaky.length} flaky (passed at the second attempt, counted as passed):`);
  for (const name of flaky) console.log(`  ${name}`);
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
