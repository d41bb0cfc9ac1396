/** What a person needs to join: addresses and a QR code. */
import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';
import type { TokenHolder } from '../peer/tokens.ts';
import type { TokenFile } from './tokens.ts';

/** Networks that reach no phone: containers, virtual machines, tunnels. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap|zt|tailscale|lo)/;

/** Addresses other devices may reach us at, best first: IPv4 of real networks. Empty when we listen on one address only. */
export function lanAddresses(host: string): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [];
  const found = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => ({ address, virtual: VIRTUAL.test(name) })),
  );
  return found.sort((a, b) => Number(a.virtual) - Number(b.virtual)).map(({ address }) => address);
}

/** The address for this machine, and the one for others: the same when there is no network. */
export function addresses(host: string, port: number): { readonly here: string; readonly join: string } {
  const url = (name: string) => `http://${name.includes(':') ? `[${name}]` : name}:${port}/`;
  const wild = host === '0.0.0.0' || host === '::';
  const here = url(wild ? '127.0.0.1' : host);
  const [lan] = lanAddresses(host);
  return { here, join: lan ? url(lan) : here };
}

/** What stands at the top: how to open, how to join, what runs. */
export function banner(host: string, port: number): string {
  const { here, join } = addresses(host, port);
  const lines = [`Lehr is up: ${here}`];
  if (join !== here) {
    lines.push('', `Other devices on this network: ${join}`, '', renderUnicodeCompact(join, { border: 2 }));
  }
  lines.push('', `Kiosk for a big screen: ${here}kiosk`);
  return lines.join('\n');
}

/**
 * Where those with a token go in. The token stands in the address only where a terminal shows it: what goes to a file or a
 * log is read by others, and names the file that holds it.
 */
export function doors(
  here: string,
  { submitter, operator }: Readonly<Record<Exclude<TokenHolder, 'orchestrator'>, TokenFile>>,
  isTerminal: boolean,
): string {
  const door = (words: string, page: string, { token, file }: TokenFile) =>
    isTerminal ? `${words}: ${here}${page}#token=${token}` : `${words}: ${here}${page} (its token: ${file})`;
  return [
    door('Studio, to hand in jobs', 'studio', submitter),
    door('Inspector, for the operator', 'inspect', operator),
    door('Kiosk, with keys to start jobs and faults', 'kiosk', operator),
  ].join('\n');
}
