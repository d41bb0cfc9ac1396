/** The examples in Python do what docs/patterns.md says of them: e2e/interop/patterns.py tries each pattern with them. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { PYTHON, pythonMissing } from '../../router-lite/python.ts';
import { openExampleHouse } from './examples.test-world.ts';

const SCRIPT = fileURLToPath(new URL('../../e2e/interop/patterns.py', import.meta.url));

test('python3-autobahn: every pattern', async ({ skip }) => {
  const missing = pythonMissing();
  skip(missing !== null, missing ?? '');
  const { url, site, token, close } = await openExampleHouse();
  try {
    const said = await new Promise<string>((resolve) => {
      execFile(PYTHON, [SCRIPT, url, 'realm1', site, token], (_error, stdout, stderr) =>
        resolve(stdout || stderr),
      );
    });
    const lines = said.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([]);
    expect(lines.map((line) => /S\d+/.exec(line)?.[0])).toEqual(
      Array.from({ length: 12 }, (_, i) => `S${i + 1}`),
    );
  } finally {
    await close();
  }
}, 400_000);
