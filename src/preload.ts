/* The --require entry. Until the guard has let the process through, nothing but these few lines runs. */
import { guard } from './guard/guard';

const decision = guard(process);
if (decision.instrument) require('./agent.js');
