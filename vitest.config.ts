import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{anneal,formats,router-lite,peer,orchestrator,worker,web,cli,bench}/**/*.test.ts'],
    // Only a real fault reaches these, on a machine of any speed.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'threads',
    // One fewer by default: but much of a test is waiting for what it started.
    maxWorkers: '100%',
  },
});
