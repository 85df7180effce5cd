export { envToGatewayConfig, type GatewayConfig, readGatewaySettings } from './config.js';
export { type Gateway, type GatewayDependencies, startGateway } from './gateway.js';
export { findGatewayStartProblems } from './start-problems.js';

/** The file that a gateway process runs. */
export const gatewayMain = new URL('./main.js', import.meta.url);
