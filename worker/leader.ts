/** In the tab that leads, where there is no SharedWorker: makes the other tabs' connections to the peer of this Worker. */
import { whenGone } from './life-lock.ts';
import { TabBridge } from './tab-bridge.ts';
import type { TabMessage } from './tab-protocol.ts';

interface Host {
  accept(port: MessagePort): Promise<void>;
}

interface Tab {
  readonly bridge: TabBridge;
  readonly gone: AbortController;
}

/** Leads until this Worker ends. `failed`: no peer can be made here. */
export function lead(host: Host, channel: BroadcastChannel, failed: () => void): void {
  /** By page: one connection each, the newest. */
  const tabs = new Map<string, Tab>();
  const post = (message: TabMessage) => channel.postMessage(message);

  const close = (page: string) => {
    const tab = tabs.get(page);
    tabs.delete(page);
    tab?.gone.abort();
    tab?.bridge.close();
  };

  const open = ({ connection, page, lock }: Extract<TabMessage, { is: 'open' }>) => {
    // Asked twice, since nobody answered at once.
    if (tabs.get(page)?.bridge.connection === connection) return;
    close(page);
    const tab = { bridge: new TabBridge(connection, 'page', post), gone: new AbortController() };
    tabs.set(page, tab);
    whenGone(lock, () => tabs.get(page) === tab && close(page), tab.gone.signal);
    const { port1, port2 } = new MessageChannel();
    tab.bridge.join(port1);
    host.accept(port2).catch(failed);
    post({ is: 'opened', connection });
  };

  channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    if (data.is === 'open') open(data);
    else if (data.is === 'carried' && data.towards === 'peer') {
      for (const { bridge } of tabs.values()) if (bridge.connection === data.connection) bridge.receive(data);
    }
  });
  post({ is: 'leading' });
}
