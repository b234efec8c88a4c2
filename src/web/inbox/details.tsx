import type { JSX } from "preact";
import type { TicketDetails } from "../../http/inbox/protocol.ts";
import { CustomerPanel } from "./customer-panel.tsx";
import { Icon } from "./icons.tsx";
import { TicketFacts } from "./ticket-facts.tsx";
import { fullTime } from "./time-words.ts";
import { useInbox } from "./use-inbox.ts";
import { useLanguage, useWords } from "./words.ts";

/** Who asks, what the ticket is, and why it is where it is. */
export function Details({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const words = useWords();
  const { open } = useInbox().state;
  return (
    <aside class="details" aria-label={words.details}>
      <button type="button" class="plain close" aria-label={words.back} onClick={onClose}>
        <Icon name="back" />
      </button>
      {open?.details == null ? null : (
        <>
          <CustomerPanel customer={open.details.customer} />
          <TicketFacts details={open.details} />
          <Why details={open.details} />
        </>
      )}
    </aside>
  );
}

function Why({ details }: { readonly details: TicketDetails }): JSX.Element {
  const { words, tag } = useLanguage();
  const times = details.why.map(({ at }) => fullTime(at, tag));
  return (
    <details class="why">
      <summary>
        <h2>{words.why}</h2>
      </summary>
      <ol>
        {details.why.map(({ at, sentences }, place) => (
          // The log only grows at its end.
          <li key={place}>
            {times[place] === times[place - 1] ? null : <time dateTime={at}>{times[place]}</time>}
            {sentences.map((sentence) => (
              <p key={sentence} dir="auto">
                {sentence}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </details>
  );
}
