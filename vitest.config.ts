import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{anneal,formats,router-lite,peer,orchestrator,worker,web,cli,bench}/**/*.test.ts'],
    testTimeout: 30_000,
    pool: 'threads',
  },
});
