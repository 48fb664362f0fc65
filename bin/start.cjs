'use strict';

import('../dist/cli/cli.js').catch((error) => {
  console.error(`elb-log-metrics: ${error.message}`);
  process.exitCode = 1;
});
