export { envToGatewayConfig, type GatewayConfig } from './config.js';
export { type Gateway, type GatewayDependencies, startGateway } from './gateway.js';

/** The main file of a gateway process. */
export const gatewayMain = new URL('./main.js', import.meta.url);
