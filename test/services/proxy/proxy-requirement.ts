import type { Requirement } from '../servers/service';

/** An HTTP proxy as companies have them. */
export const proxyRequirement: Requirement = {
  name: 'tinyproxy',
  variable: 'TEST_TINYPROXY',
  programs: ['tinyproxy'],
  folders: () => ['/usr/sbin'],
  debianPackages: ['tinyproxy'],
};
