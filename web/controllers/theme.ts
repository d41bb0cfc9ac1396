/**
 * Light or dark: what the system asks for, unless the address says `?theme=light|dark`. The address and not the storage,
 * because a page that has no consent keeps nothing; and so a kiosk's address can fix its theme.
 */
export type Theme = 'light' | 'dark';

const system = matchMedia('(prefers-color-scheme: light)');
const asked = new URLSearchParams(location.search).get('theme');
if (asked === 'light' || asked === 'dark') document.documentElement.dataset.theme = asked;

export function theme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return system.matches ? 'light' : 'dark';
}

export function chooseTheme(chosen: Theme): void {
  document.documentElement.dataset.theme = chosen;
  const address = new URL(location.href);
  address.searchParams.set('theme', chosen);
  history.replaceState(history.state, '', address);
}

/** As the host of a frame says; its address stays. */
export function followTheme(told: Theme): void {
  document.documentElement.dataset.theme = told;
}

/** Calls `listener` after every change of the theme, until the returned function is called. */
export function onThemeChange(listener: () => void): () => void {
  const watch = new MutationObserver(listener);
  watch.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  system.addEventListener('change', listener);
  return () => {
    watch.disconnect();
    system.removeEventListener('change', listener);
  };
}
