import path from 'node:path';

import type { Requirement } from '../servers/service';

/** Python with Flask and OpenTelemetry's own agent for Python, in an environment of its own: a folder `venv`. */
export const pythonRequirement: Requirement = {
  name: 'python',
  variable: 'TEST_PYTHON_VENV',
  programs: ['python3'],
  debianPackages: ['python3', 'python3-pip'],
  build: {
    name: 'venv',
    tool: 'pip3',
    sources: path.join(__dirname, 'packages'),
    command: ['sh', 'install.sh'],
  },
};
