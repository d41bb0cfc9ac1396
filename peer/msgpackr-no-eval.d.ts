/** msgpackr's build without `new Function`, which a strict CSP forbids; it ships without types of its own. */
declare module 'msgpackr/index-no-eval' {
  export { Packr } from 'msgpackr';
}
