/** Serves npm's fox-wamp on 127.0.0.1 for bench/router and prints the port. Copied beside its node_modules by install.sh. */
const { createServer } = require('node:http');
const FoxRouter = require('fox-wamp');

const server = createServer().listen(0, '127.0.0.1', () => console.log(server.address().port));
new FoxRouter().listenWAMP({ server });
