import type { JSX } from "preact";
import { linkedText } from "../linked-text.ts";

/** A text as it was written, in which addresses can be followed. */
export function LinkedText({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {linkedText(text).map(({ text, href }, place) =>
        href === null ? (
          text
        ) : (
          <a key={`${place}${href}`} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {text}
          </a>
        ),
      )}
    </>
  );
}
