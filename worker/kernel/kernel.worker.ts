/** The dedicated Worker a page starts: its first message brings the port that goes to the peer. */
import { serveKernel } from './serve-kernel.ts';

addEventListener(
  'message',
  (event: MessageEvent<{ readonly port: MessagePort }>) => serveKernel(event.data.port),
  { once: true },
);
