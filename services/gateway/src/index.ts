export { envToGatewayConfig, type GatewayConfig } from './config.js';
export { type Gateway, type GatewayDependencies, startGateway } from './gateway.js';
