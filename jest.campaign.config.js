/** The long campaigns: seeded, the seed in every title. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['<rootDir>/test/campaign/**/*.campaign.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  maxWorkers: 1,
};
