import { defineConfig } from 'vitest/config'

// Told by file name: x.test.ts is pure and fast, x.integration.test.ts needs real servers, x.e2e.test.ts a started stack.
const roots = '{packages,services,test,scripts,bench}/**'
const globalSetup = ['packages/testkit/src/global-setup.ts']
const exclude = ['**/node_modules/**', '**/.calbridge/**']

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: [`${roots}/*.test.ts`], exclude: [...exclude, '**/*.integration.test.ts', '**/*.e2e.test.ts'] } },
      {
        test: {
          name: 'integration',
          include: [`${roots}/*.integration.test.ts`],
          exclude,
          globalSetup,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          include: [`${roots}/*.e2e.test.ts`],
          exclude,
          globalSetup,
          testTimeout: 120_000,
          hookTimeout: 300_000,
          maxWorkers: 1,
        },
      },
    ],
  },
})
