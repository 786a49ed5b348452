const esmOnly = 'openid-client|oauth4webapi|jose';

/** Unit suites run from the sources; suites that start processes start them from dist, which `npm test` builds first. */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/test/campaign/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
    // Node 20 can require these modules; jest cannot.
    [`/node_modules/(?:${esmOnly})/.+\\.js$`]: [
      '@swc/jest',
      { jsc: { target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esmOnly})/)`],
  testEnvironment: '<rootDir>/test/run/paced-environment.ts',
  globalSetup: '<rootDir>/test/run/begin.ts',
  testTimeout: 30_000,
  // Stories wait most of their time, so that two cores have room for a third one.
  maxWorkers: 3,
};
