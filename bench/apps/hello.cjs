'use strict';
const { createServer } = require('node:http');
const express = require('express');
const { report } = require('./report.cjs');

const app = express();
app.get('/hello/:name', (request, response) => response.send(`Hello ${request.params.name}`));
report(createServer(app));
