import type { JSX } from "preact";

const address = /(https?:\/\/[^\s<>"'，。！？；：、（）《》【】]+[^\s<>"'，。！？；：、（）《》【】.,!?;:)\]])/;

/** A text as it was written, in which addresses can be followed. */
export function LinkedText({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {text.split(address).map((part, place) =>
        // The pattern has one group: every other part is an address.
        place % 2 === 0 ? (
          part
        ) : (
          <a key={`${place}${part}`} href={part} target="_blank" rel="noopener noreferrer nofollow">
            {part}
          </a>
        ),
      )}
    </>
  );
}
