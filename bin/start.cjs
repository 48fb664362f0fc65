'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (existsSync(join(__dirname, '..', 'dist', 'cli', 'cli.js'))) {
  import('../dist/cli/cli.js').catch((error) => {
    console.error(`elb-log-metrics: ${error.message}`);
    process.exitCode = 1;
  });
} else {
  console.error(
    'elb-log-metrics: this clone has no built program: run "npm ci" and "npm run prepack" first, or "npm start" in its place',
  );
  process.exitCode = 1;
}
