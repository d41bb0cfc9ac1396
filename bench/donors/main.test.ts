import { afterEach, expect, test, vi } from 'vitest';
import { main } from './main.ts';

afterEach(() => void vi.restoreAllMocks());

test('runs of their own are not mixed, so that a quick one writes no plots; what is wrong is said, and nothing runs', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const calls = [['--quick', '--plots'], ['--plots', '--promised'], ['--seeds', '0'], ['nowhere.tsp']];
  for (const argv of calls) expect(await main(argv)).toBe(2);
  const firstLines = said.mock.calls.map(([text]) => String(text).split('\n')[0]);
  expect(firstLines).toEqual([
    '--quick, --plots and --promised are runs of their own: give one of them.',
    '--quick, --plots and --promised are runs of their own: give one of them.',
    '--seeds is a whole number from 1 on.',
    'nowhere.tsp: there is no such file or folder.',
  ]);
});
