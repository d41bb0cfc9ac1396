/** True on pages of the static demo (vite.demo.config.ts): no server is behind them, all of Lehr is in this browser. */
export const isDemo = document.querySelector('meta[name="lehr-demo"]') !== null;
