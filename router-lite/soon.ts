/** After what the event loop has at hand. Only Node has the first of the two. */
const { setImmediate: immediate = (step: () => void) => setTimeout(step, 0) } = globalThis as {
  setImmediate?: (step: () => void) => unknown;
};

export function soon(step: () => void): void {
  immediate(step);
}
