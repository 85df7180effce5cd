export { closeInOrder } from './close-in-order.js';
export { shareGraceTime } from './grace-time.js';
export { allowHeapGrowth } from './heap-growth.js';
export { onReloadSignal, runUntilStopped } from './lifecycle.js';
export { listen } from './listen.js';
export { addressProblems, type ListenAddress } from './listen-address.js';
export { createLogger, type Logger } from './logger.js';
export { type MetricsServer, startMetricsServer } from './metrics-server.js';
export { type ProcessSettings, readProcessSettings, settingsOrExit } from './process-settings.js';
export {
  type ReadSettings,
  readSettings,
  SettingsError,
  type SettingsReader,
  settingsNamedBy,
  usableSettings,
} from './settings.js';
export { isLoopback, readAuthority, readIdentity, readWorkerTls } from './tls-settings.js';
export { continueTrace, type EndedRequest, type TraceContext } from './trace-context.js';
export { startTraced } from './tracing.js';
