#!/usr/bin/env node
// Written so that the oldest Node can read it: says which Node is needed, or starts the program.
'use strict';

var needed = [20, 16];
var found = process.versions.node.split('.').map(Number);
if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  console.error(
    'elb-log-metrics needs Node ' + needed.join('.') + ' or later. This is Node ' + process.versions.node + '.'
  );
  process.exitCode = 1;
} else {
  require('./start.cjs');
}
