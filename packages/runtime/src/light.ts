/** How a process reads its settings and bounds its heap. It loads no library. */
export { allowHeapGrowth } from './heap-growth.js';
export {
  type ReadSettings,
  readSettings,
  SettingsError,
  type SettingsReader,
  settingsNamedBy,
  usableSettings,
} from './settings.js';
export { isLoopback, readAuthority, readIdentity, readWorkerTls } from './tls-settings.js';
