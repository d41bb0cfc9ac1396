/** A reporter for Vitest: what `results.mjs` reads, in the file of LEHR_UNIT_RESULTS. Vitest's own JSON is silent about errors outside of tests. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

const told = (errors) => errors.map(({ message = '', stack = '', diff = '' }) => ({ message, stack, diff }));

/** The file whose tests ran in the thread of an error; undefined: it was none of those. */
const fileOf = (path) => path && relative(process.cwd(), path);

/** Errors of a file or a `describe` itself: what cannot be loaded, hooks that fail. */
const outsideOfTests = (module) =>
  [module, ...module.children.allSuites()].flatMap((suite) =>
    told(suite.errors()).map((error) => ({ name: suite.fullName ?? '', error })),
  );

export default class UnitReporter {
  onTestRunEnd(modules, unhandled) {
    const files = modules.map((module) => ({
      file: module.relativeModuleId,
      seconds: module.diagnostic().duration / 1000,
      errors: outsideOfTests(module),
      tests: [...module.children.allTests()].map((test) => {
        const { state, errors = [] } = test.result();
        return { name: test.fullName, state, errors: told(errors) };
      }),
    }));
    const strays = unhandled.map((error) => ({
      file: fileOf(error.VITEST_TEST_PATH),
      name: error.VITEST_TEST_NAME ?? '',
      error: told([error])[0],
    }));
    writeFileSync(process.env.LEHR_UNIT_RESULTS, JSON.stringify({ files, strays }));
  }
}
