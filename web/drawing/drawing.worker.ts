/** The one thread in which the pictures of a page are drawn. */
import type { FromDrawing, PictureKind, Pictures, ToDrawing } from './drawing-protocol.ts';
import type { Painter } from './painter.ts';
import { painterOf } from './painters.ts';

const pictures = new Map<number, Painter<Pictures[PictureKind]>>();

const say = (message: FromDrawing) => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<ToDrawing>) => {
  const { id } = data;
  if (data.is === 'open') {
    pictures.set(
      id,
      painterOf(data.kind, data.canvases, { drawn: (millis) => say({ is: 'drawn', id, millis }) }),
    );
    return;
  }
  const picture = pictures.get(id);
  if (data.is === 'change') {
    picture?.change(data.change);
    say({ is: 'taken', id });
    return;
  }
  picture?.close();
  pictures.delete(id);
});
