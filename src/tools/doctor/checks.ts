import type { Check } from './check';
import { apiCopies } from './checks/app/api-copies';
import { bundler } from './checks/app/bundler';
import { libraries } from './checks/app/libraries';
import { moduleFormat } from './checks/app/module-format';
import { otherAgents, ownSdk } from './checks/app/other-tracers';
import { workers } from './checks/app/workers';
import { cacheFolder } from './checks/machine/cache-folder';
import { memory } from './checks/machine/memory';
import { spoolFolder } from './checks/machine/spool-folder';
import { authentication } from './checks/receiver/authentication';
import { clocks } from './checks/receiver/clocks';
import { connections } from './checks/receiver/connections';
import { emptyExports } from './checks/receiver/empty-exports';
import { encryption } from './checks/receiver/encryption';
import { names } from './checks/receiver/names';
import { opamp } from './checks/receiver/opamp';
import { protocols } from './checks/receiver/protocols';
import { proxies } from './checks/receiver/proxies';
import { ignoreRules } from './checks/settings/ignore-rules';
import { sampler } from './checks/settings/sampler';
import { settings } from './checks/settings/values';
import { guard } from './checks/start/guard';
import { nodeConfig } from './checks/start/node-config';
import { nodeVersion } from './checks/start/node-version';
import { npmrc } from './checks/start/npmrc';
import { permissions } from './checks/start/permissions';
import { plugNPlay } from './checks/start/plug-n-play';
import { pm2 } from './checks/start/pm2';
import { preload } from './checks/start/preload';

/** Every check, in the order of the page: from the start of a process to the receiver's answer. */
export const CHECKS: readonly Check[] = [
  nodeVersion,
  preload,
  npmrc,
  nodeConfig,
  pm2,
  permissions,
  plugNPlay,
  guard,

  settings,
  sampler,
  ignoreRules,

  moduleFormat,
  libraries,
  bundler,
  apiCopies,
  ownSdk,
  otherAgents,
  workers,

  memory,
  cacheFolder,
  spoolFolder,

  names,
  connections,
  proxies,
  encryption,
  protocols,
  authentication,
  emptyExports,
  clocks,
  opamp,
];
