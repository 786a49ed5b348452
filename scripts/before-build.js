/** Says what the build needs and does not find. Plain JavaScript, because nothing is built yet. */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const oldestNode = [20, 19];

function shortcoming() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    return `Node ${process.versions.node} is too old: install Node ${oldestNode.join('.')} or later`;
  }
  if (!existsSync(join(__dirname, '..', 'node_modules'))) return 'nothing is installed yet: run npm ci';
  try {
    require.resolve('typescript/package.json');
  } catch {
    return 'typescript is not installed, because NODE_ENV=production or --omit=dev left it out: run npm ci --include=dev';
  }
}

const what = shortcoming();
if (what !== undefined) {
  console.error(`The project cannot be built: ${what}`);
  process.exitCode = 1;
}
