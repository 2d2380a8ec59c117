#!/usr/bin/env node
'use strict';

var path = require('node:path');
var cli = path.join(__dirname, '..', 'dist', 'cli.js');
if (require('node:fs').existsSync(cli)) {
  require(cli);
} else {
  console.error(
    'otel-agent: ' + cli + ' is missing: run `npm run build` in the package, or install it again',
  );
  process.exitCode = 1;
}
