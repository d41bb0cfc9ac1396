/** A part of the poster below the picture, drawn from y = 0 downwards. */
export interface Block {
  readonly svg: string;
  readonly height: number;
}
