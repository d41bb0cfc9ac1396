/**
 * What the runners found, in one form: `{ passed, skipped, failures, flaky, slowest }`. A failure is `{ area, where, name, error }`:
 * there is one for whatever is counted as failed, a crash of a runner and an error outside of all tests too.
 */
import { plain } from './section.mjs';

const LINES = 6;
const COLUMNS = 200;
const SLOWEST = 5;
const SAYS_WHY = /error|exceed|unused|unlisted|✖|×/i;

/** A line of the source as Playwright quotes it: where it stands is enough. */
const QUOTED = /^\s*>?\s*\d*\s+\|/;

/** The first lines of an error, and the line of ours it came from. */
export function firstLines({ message = '', stack = '' }) {
  const lines = plain(message)
    .split('\n')
    .filter((line) => line.trim() !== '' && !QUOTED.test(line));
  const ours = plain(stack)
    .split('\n')
    .find((line) => /^\s+at .*:\d+:\d+/.test(line) && !/node_modules|node:internal/.test(line));
  return [...new Set([...lines.slice(0, LINES), ...(ours === undefined ? [] : [ours])].map(short))];
}

/** Of a command's output: the lines that say why it failed, or its last. */
export function whyOf(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => SAYS_WHY.test(line));
  return (telling.length > 0 ? telling.slice(0, LINES) : lines.slice(-LINES)).map(short);
}

const short = (line) => (line.length > COLUMNS ? `${line.slice(0, COLUMNS)}…` : line);

/** A check that passed counts as one test. */
export function ofCheck(name, { ok, output, end }) {
  const failure = { area: 'check', where: '', name, error: [...whyOf(output), `(ended with ${end})`] };
  return { passed: ok ? 1 : 0, skipped: 0, failures: ok ? [] : [failure], flaky: [], slowest: [] };
}

/** Of the report of unit-reporter.mjs; null: there is none. */
export function ofUnitTests(report, run) {
  const area = 'unit';
  const failures = [];
  let passed = 0;
  let skipped = 0;
  for (const { file, errors, tests } of report?.files ?? []) {
    for (const { name, error } of errors) {
      failures.push({ area, where: file, name: `${name} (outside of its tests)`, error: firstLines(error) });
    }
    for (const { name, state, errors } of tests) {
      if (state === 'passed') passed++;
      else if (state === 'failed')
        failures.push({ area, where: file, name, error: firstLines(errors[0] ?? {}) });
      else skipped++;
    }
  }
  for (const { file = '', name, error } of report?.strays ?? []) {
    failures.push({
      area,
      where: file,
      name: `${name} (unhandled: no test waits for it)`,
      error: firstLines(error),
    });
  }
  const files = (report?.files ?? []).map(({ file, seconds }) => ({ name: file, seconds }));
  return crashed(area, run, { passed, skipped, failures, flaky: [], slowest: slowest(files) });
}

/** Of Playwright's JSON; null: there is none. */
export function ofBrowserTests(report, run) {
  const tests = testsOf({ suites: report?.suites ?? [] });
  const found = { passed: 0, skipped: 0, failures: [], flaky: [], slowest: slowest(tests) };
  for (const { where, name, status, errors } of tests) {
    if (status === 'skipped') found.skipped++;
    else if (status === 'unexpected')
      found.failures.push({ area: 'browser', where, name, error: firstLines(errors[0] ?? {}) });
    else found.passed++;
    if (status === 'flaky') found.flaky.push({ where, name, error: firstLines(errors[0] ?? {}) });
  }
  for (const error of report?.errors ?? []) {
    found.failures.push({
      area: 'browser',
      where: '',
      name: '(outside of its tests)',
      error: firstLines(error),
    });
  }
  return crashed('browser', run, found);
}

/** What took longest, as `{ name, seconds }`. */
const slowest = (all) => all.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);

function testsOf({ suites = [], specs = [] }, at = []) {
  const here = specs.flatMap(({ title, file, line, tests }) =>
    tests.map(({ projectName, status, results }) => ({
      where: `${file}:${line}`,
      name: `[${projectName}] ${[...at, title].join(' › ')}`,
      status,
      errors: results.flatMap(({ errors }) => errors),
      seconds: Math.max(0, ...results.map(({ duration }) => duration)) / 1000,
    })),
  );
  // The outermost suites are the files, which `where` says.
  const inner = suites.flatMap((suite) => testsOf(suite, suite.line === 0 ? at : [...at, suite.title]));
  return [...here, ...inner];
}

/** A runner that failed and names nothing, or that found no test at all, counts as one failure. */
function crashed(area, { ok, output, end }, found) {
  if (found.failures.length > 0 || (ok && found.passed > 0)) return found;
  const error = [...whyOf(output), `(ended with ${end})`];
  return {
    ...found,
    failures: [{ area, where: '', name: `the runner of the ${area} tests failed`, error }],
  };
}
