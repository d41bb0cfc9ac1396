/** msgpackr's reader without `new Function`, which a strict CSP forbids; it ships without types of its own. */
declare module 'msgpackr/unpack-no-eval' {
  export { Unpackr } from 'msgpackr';
}
