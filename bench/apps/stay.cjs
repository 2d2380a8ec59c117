'use strict';
/* Lives for the second after which an agent has done what it leaves until later, such as keeping compiled code. */
setTimeout(() => process.reallyExit(0), 1000);
