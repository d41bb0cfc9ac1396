/** For tests: a testbed for each of them, closed after it. */
import { afterEach } from 'vitest';
import type { RouterOptions } from '../options.ts';
import { type Testbed, testbed } from './testbed.ts';

export let bed: Testbed;

export async function start(options: Partial<RouterOptions> = {}): Promise<void> {
  bed = await testbed(options);
}

afterEach(() => bed.close());
