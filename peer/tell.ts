/**
 * Tells a listener. Its mistake is shown, and is no reason for others to miss what it heard, nor for a session or a program to end:
 * what a listener throws would come out where a message arrived, where nobody catches it.
 * @param what it listens to
 */
export function tell(what: string, say: () => void): void {
  try {
    say();
  } catch (error) {
    console.error(`a listener of ${what} failed:`, error);
  }
}
