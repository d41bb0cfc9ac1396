/** The whole screen for this page, or back again. */
export function fullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  // Refused where no press asked for it, or where a policy forbids it: the page is as good without.
  else document.documentElement.requestFullscreen().catch(() => {});
}
