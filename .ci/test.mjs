/**
 * `npm test`: the checks, the unit and integration tests, the browser tests. Ends with what took how long, what failed
 * and why, and one line that sums it up: of a long log often the last lines are all that is seen.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ofBrowserTests, ofCheck, ofUnitTests } from './results.mjs';
import { runSection } from './section.mjs';

const folder = 'test-results';
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

/** More than so many are named only. */
const EXPLAINED = 8;
const durations = [];

async function section(options) {
  const run = await runSection(options);
  durations.push(`${options.title} ${Math.round(run.seconds)} s`);
  return run;
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

async function checks() {
  const found = [];
  for (const part of ['format', 'types', 'dead', 'sizes']) {
    const name = `check:${part}`;
    found.push(ofCheck(name, await section({ title: name, command: 'npm', args: ['run', '-s', name] })));
  }
  return found;
}

/** All unit tests, or those of the files given. */
async function runUnitTests(files, name) {
  const results = `${folder}/${name}.json`;
  const run = await section({
    title: files.length === 0 ? 'unit and integration tests' : 'their second attempt',
    command: 'npx',
    args: ['vitest', 'run', '--reporter=dot', '--reporter=./.ci/unit-reporter.mjs', ...files],
    env: { LEHR_UNIT_RESULTS: results },
  });
  return { run, report: readJson(results) };
}

/** As the browser tests in playwright.config.ts: what fails has a second attempt where CI is, if it is little, which is told of. */
async function unitTests() {
  const first = await runUnitTests([], 'unit');
  const found = ofUnitTests(first.report, first.run);
  const files = [...new Set(found.failures.map(({ where }) => where))];
  // An error that belongs to no file cannot be tried again.
  if (!process.env.CI || files.length === 0 || files.length > 3 || files.includes('')) return found;
  const again = await runUnitTests(files, 'unit-again');
  const isTriedAgain = ({ file }) => files.includes(file);
  if (!files.every((name) => again.report?.files.some(({ file }) => file === name))) return found;
  const merged = {
    files: [...first.report.files.filter((file) => !isTriedAgain(file)), ...again.report.files],
    strays: [...first.report.strays.filter((stray) => !isTriedAgain(stray)), ...again.report.strays],
  };
  const second = ofUnitTests(merged, again.run);
  const stillFails = ({ where, name }) =>
    second.failures.some((failure) => failure.where === where && failure.name === name);
  return { ...second, flaky: found.failures.filter((failure) => !stillFails(failure)) };
}

async function browserTests() {
  const results = `${folder}/playwright.json`;
  const run = await section({
    title: 'browser tests',
    command: 'npx',
    args: ['playwright', 'test', '--reporter=dot,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: results },
  });
  return ofBrowserTests(readJson(results), run);
}

function tell(title, list) {
  if (list.length === 0) return;
  console.log(`\n${list.length} ${title}:`);
  for (const { area, where, name, error } of list) {
    console.log(`  ${[area, where, name].filter(Boolean).join(' · ')}`);
    if (list.length <= EXPLAINED) for (const line of error) console.log(`      ${line.trimEnd()}`);
  }
}

const found = [...(await checks()), await unitTests(), await browserTests()];
const passed = found.reduce((sum, part) => sum + part.passed, 0);
const skipped = found.reduce((sum, part) => sum + part.skipped, 0);
const failures = found.flatMap((part) => part.failures);
console.log(`\n${durations.join(', ')}`);
for (const { slowest } of found.filter((part) => part.slowest.length > 0)) {
  console.log(
    `slowest: ${slowest.map(({ name, seconds }) => `${name} ${Math.round(seconds)} s`).join(', ')}`,
  );
}
tell(
  'flaky (passed at the second attempt, counted as passed)',
  found.flatMap((part) => part.flaky),
);
tell('failed', failures);
console.log(`\n${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failures.length === 0 ? 0 : 1);
