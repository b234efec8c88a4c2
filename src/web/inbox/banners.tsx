import type { JSX } from "preact";
import type { TicketRow } from "../../http/inbox/protocol.ts";
import { agentName } from "./conversation-log.tsx";
import type { InboxState } from "./inbox-state.ts";
import { useInbox } from "./use-inbox.ts";
import { useWords, type Words } from "./words.ts";

/** How the page stands to the server, where that is not well. */
export function ConnectionBanner(): JSX.Element {
  const words = useWords();
  const { connection } = useInbox().state;
  return (
    <div role="status" class="connection">
      {connection === "offline" ? <p>{words.lost}</p> : null}
      {connection === "signed_out" ? (
        <p>
          {words.signedOut}{" "}
          <button type="button" class="link" onClick={() => location.reload()}>
            {words.signIn}
          </button>
        </p>
      ) : null}
    </div>
  );
}

/** What could not be done. */
export function FailureBanner(): JSX.Element | null {
  const words = useWords();
  const inbox = useInbox();
  const { failure } = inbox.state;
  if (failure === null) return null;
  return (
    <div role="alert" class="failure">
      <p>{failure === "" ? words.unreachable : failure}</p>
      <button type="button" onClick={() => inbox.store.update({ failure: null })}>
        {words.dismiss}
      </button>
    </div>
  );
}

/** Somebody was quicker: who has it now, and what is different from what one saw. */
export function CollisionBanner(): JSX.Element | null {
  const words = useWords();
  const { store, state } = useInbox();
  const { open } = state;
  if (open?.collision == null || open.details === null) return null;
  const changes = changesBetween(open.collision.before, open.details.ticket, state, words);
  return (
    <div role="alert" class="collision">
      <div>
        <strong>{words.collision}</strong>
        <p>{changes.length === 0 ? open.collision.sentence : changes.join(" ")}</p>
      </div>
      <button type="button" onClick={() => store.updateOpen(open.id, { collision: null })}>
        {words.dismiss}
      </button>
    </div>
  );
}

function changesBetween(before: TicketRow, now: TicketRow, { me }: InboxState, words: Words): readonly string[] {
  const agent = now.agentId === null ? words.collisionNobody : words.collisionAgent(agentName(me?.agents, now.agentId));
  return [
    ...(before.agentId === now.agentId ? [] : [agent]),
    ...(before.status === now.status ? [] : [words.collisionStatus(words.status[now.status])]),
    ...(before.priority === now.priority ? [] : [words.collisionPriority(words.priority[now.priority])]),
    ...(before.queue === now.queue ? [] : [words.collisionQueue(now.queue)]),
  ];
}

/** Tells those who do not see the page what is new. */
export function News(): JSX.Element {
  const words = useWords();
  const { news } = useInbox().state;
  return (
    <p class="unseen" aria-live="polite">
      {news === null
        ? ""
        : news.kind === "offer"
          ? words.newOffer(news.subject, news.number)
          : words.newMessage(news.customer ?? words.anonymous, news.number)}
    </p>
  );
}
