'use strict';
/* Lives for the six seconds after which an agent has done what it leaves until later, such as keeping compiled code. */
setTimeout(() => process.reallyExit(0), 6000);
