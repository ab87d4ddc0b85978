// Two projects: `pure` needs no database and runs in seconds; `database` runs on the embedded
// database, and on a PostgreSQL server as well when TEST_DATABASE_URL is set.
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true }] },
};
const DATABASE = ['<rootDir>/tests/db/', '<rootDir>/tests/api/', '<rootDir>/tests/service/'];

export default {
  projects: [
    { ...shared, displayName: 'pure', testMatch: ['<rootDir>/tests/**/*.test.ts'], testPathIgnorePatterns: DATABASE },
    {
      ...shared, displayName: 'database', testMatch: DATABASE.map((dir) => `${dir}**/*.test.ts`),
      globalSetup: '<rootDir>/tests/support/name-run.mjs', globalTeardown: '<rootDir>/tests/support/drop-databases.mjs',
    },
  ],
  reporters: ['default', '<rootDir>/tests/support/closing-line-reporter.cjs'],
  testTimeout: 180000,
  maxWorkers: '100%',
};
