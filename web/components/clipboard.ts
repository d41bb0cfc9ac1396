/** Copies text. @returns false where the browser does not let us */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedBySelection(text);
  }
}

/** Plain http on a local network has no clipboard: there the old way. */
function copiedBySelection(value: string): boolean {
  const area = Object.assign(document.createElement('textarea'), { value });
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
