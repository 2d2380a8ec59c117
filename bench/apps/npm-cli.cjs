'use strict';
/* The script of the scenario of a tool: it is called like npm's own file, which the guard knows. */
require('./startup.cjs');
