import { expect, test } from 'vitest';
import { program } from './program.ts';

const HASH = '0123456789abcdef'.repeat(4);
const pageWith = (content: string | null) => ({
  querySelector: () => (content === null ? null : { getAttribute: () => content }) as never,
});

test('the program lies beside the page’s own code, wherever that is served', () => {
  const page = pageWith(`kernel.worker-It361oUy.js ${HASH}`);
  expect(program(page, 'https://lehr.example.org/demo/assets/donate-x.js')).toEqual({
    url: 'https://lehr.example.org/demo/assets/kernel.worker-It361oUy.js',
    sha256: HASH,
  });
});

test.each([null, '', 'kernel.js', `https://evil.example/k.js ${HASH}`, `../k.js ${HASH}`, `k.js ${HASH}0`])(
  'what is no mark of a build names no program: %s',
  (content) => expect(program(pageWith(content), 'https://lehr.example.org/a.js')).toBeNull(),
);
