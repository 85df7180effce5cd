import { vi } from 'vitest';

// The files of one process share what Node itself loads: built code and libraries. Test helpers are evaluated anew for each
// file, as they register hooks for it and make its folder.
vi.resetModules();
