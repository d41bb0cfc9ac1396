/** Milliseconds without a movement until the cursor hides. */
const IDLE = 3000;

/** Puts the attribute `idle` on the element while no pointer moves over it: the cursor hides then, and the tools. @returns ends it. */
export function hideIdleCursor(element: HTMLElement): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wake = () => {
    element.removeAttribute('idle');
    clearTimeout(timer);
    timer = setTimeout(() => element.setAttribute('idle', ''), IDLE);
  };
  element.addEventListener('pointermove', wake);
  wake();
  return () => {
    element.removeEventListener('pointermove', wake);
    clearTimeout(timer);
  };
}
