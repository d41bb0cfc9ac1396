/**
 * The door for where there is no Node, such as a SharedWorker: `import { createBareRouter } from 'lehr/router/browser'`.
 * The same core and driver; connections are MessagePorts.
 */
export type { BareRouter } from './bare-router.ts';
export { createBareRouter } from './router.ts';
export { messagePortTransport, type Port } from './transports/message-port.ts';
