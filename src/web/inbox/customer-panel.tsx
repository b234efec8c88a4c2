import type { JSX } from "preact";
import type { CustomerCard } from "../../http/inbox/protocol.ts";
import { Avatar, ChannelIcon, Icon } from "./icons.tsx";
import { hashOf } from "./route.ts";
import { StatusChip } from "./ticket-list.tsx";
import { useInbox } from "./use-inbox.ts";
import { useLanguage } from "./words.ts";

/** Who asks: what vouches for them, where they write, and what else they asked. */
export function CustomerPanel({ customer }: { readonly customer: CustomerCard }): JSX.Element {
  const { words, tag } = useLanguage();
  const name = customer.name ?? words.anonymous;
  return (
    <section aria-label={words.customer}>
      <div class="person">
        <Avatar name={name} />
        <div>
          <h2 dir="auto">{name}</h2>
          <p class="faint">
            <span class="unseen">{words.tier} </span>
            {customer.tier} · <span class="unseen">{words.customerLanguage} </span>
            {languageName(customer.language, tag)}
          </p>
        </div>
      </div>
      <h3>{words.identities}</h3>
      <ul class="identities">
        {customer.identities.map(({ id, verified }) => (
          <li key={id}>
            <span class="id">{id}</span>
            <span class={verified ? "verified" : "unverified"}>
              {verified ? <Icon name="check" /> : null}
              {verified ? words.verified : words.unverified}
            </span>
          </li>
        ))}
      </ul>
      <h3>{words.channels}</h3>
      <ul class="channels">
        {customer.conversations.map(({ id, channelId, channelKind }) => (
          <li key={id}>
            <ChannelIcon kind={channelKind} />
            {channelId}
          </li>
        ))}
      </ul>
      <PastTickets tickets={customer.tickets} />
    </section>
  );
}

function PastTickets({ tickets }: { readonly tickets: CustomerCard["tickets"] }): JSX.Element | null {
  const { words } = useLanguage();
  const { route } = useInbox().state;
  if (tickets.length === 0) return null;
  return (
    <>
      <h3>{words.pastTickets}</h3>
      <ul class="past">
        {tickets.map(({ id, number, subject, status }) => (
          <li key={id}>
            <a href={hashOf({ view: route.view, ticketId: id })}>
              <span class="faint">#{number}</span>
              <span dir="auto">{subject || words.noSubject}</span>
            </a>
            <StatusChip status={status} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** "Chinese (China)", in the language of the page; the tag where nobody knows it. */
function languageName(language: string, tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(language) ?? language;
  } catch {
    // What the channel said is no language tag.
    return language;
  }
}
