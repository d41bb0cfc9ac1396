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

const flaky = [];

/** Runs the unit tests, all or those of the files given. Results by file; null: the runner itself failed. */
function unitTests(files, name) {
  const file = `${results}/${name}.json`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = run('unit and integration tests', 'npx', ['vitest', 'run', ...reporters, ...files]);
  const report = readJson(file);
  return { ok, byFile: new Map((report?.testResults ?? []).map((result) => [result.name, result])) };
}

const statusesOf = (byFile) =>
  [...byFile.values()].flatMap((file) => file.assertionResults.map(({ status }) => status));
const isFailed = ({ status, assertionResults }) =>
  status === 'failed' || assertionResults.some((test) => test.status === 'failed');

const unit = unitTests([], 'vitest');
const failedFiles = [...unit.byFile.values()].filter(isFailed);
// As the browser tests in playwright.config.ts: a few have a second attempt where CI is, which is told of.
if (process.env.CI && failedFiles.length > 0 && failedFiles.length <= 3) {
  const names = failedFiles.map(({ name }) => name);
  const again = unitTests(names, 'vitest-again');
  unit.ok = again.ok && names.every((name) => again.byFile.has(name));
  for (const [name, result] of again.byFile) {
    const before = unit.byFile.get(name).assertionResults.filter(({ status }) => status === 'failed');
    if (!isFailed(result)) flaky.push(...before.map(({ fullName }) => fullName));
    unit.byFile.set(name, result);
  }
}
const statuses = statusesOf(unit.byFile);
count(unit.ok, {
  passed: statuses.filter((status) => status === 'passed').length,
  failed: statuses.filter((status) => status === 'failed').length,
  skipped: statuses.filter((status) => status !== 'passed' && status !== 'failed').length,
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

if (report) flaky.push(...flakyIn(report));
if (flaky.length > 0) {
  console.log(`\n${flaky.length} flaky (passed at the second attempt, counted as passed):`);
  for (const name of flaky) console.log(`  ${name}`);
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
