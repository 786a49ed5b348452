/**
 * The long campaigns: seeded, the seed in every title. The properties that `npm test` tries with few seeds are tried here with many.
 */
process.env.NUM_RUNS ??= '100';
module.exports = {
  ...require('./jest.config.js'),
  testMatch: [
    '<rootDir>/test/campaign/**/*.campaign.ts',
    '<rootDir>/test/chaincode/properties.test.ts',
    '<rootDir>/test/gateway/store/{model,refused}.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  maxWorkers: 1,
};
