import type { Requirement } from '../servers/service';

/** Programs that make images without an engine, and look into them. */
export const buildahRequirement: Requirement = {
  name: 'buildah',
  variable: 'TEST_BUILDAH',
  programs: ['buildah', 'debootstrap', 'unshare'],
  folders: () => ['/usr/sbin'],
  debianPackages: ['buildah', 'debootstrap', 'util-linux'],
};
