import path from 'node:path';

import type { Requirement } from '../servers/service';

/** A real kube-apiserver with kustomize in one program, from Kubernetes' own modules, and etcd. */
export const kubernetesRequirement: Requirement = {
  name: 'kubernetes',
  variable: 'TEST_KUBERNETES',
  programs: ['etcd'],
  debianPackages: ['etcd-server'],
  build: {
    name: 'kubernetes',
    tool: 'go',
    sources: path.join(__dirname, '..', 'go', 'kubernetes'),
    command: ['go', 'build', '-trimpath', '-ldflags=-s -w', '-o', 'kubernetes', '.'],
  },
};
