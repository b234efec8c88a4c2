import type { JSX } from "preact";
import type { TicketRow } from "../../http/inbox/protocol.ts";
import { agentName } from "./conversation-log.tsx";
import type { InboxState } from "./inbox-state.ts";
import { useInbox } from "./use-inbox.ts";
import { useWords, type Words } from "./words.ts";

/** What keeps tickets from oneself: how the page stands to the server, or that one is not there. */
export function StandingBanner(): JSX.Element {
  return (
    <div role="status" class="standing">
      <Standing />
    </div>
  );
}

function Standing(): JSX.Element | null {
  const words = useWords();
  const inbox = useInbox();
  const { connection, me } = inbox.state;
  if (connection === "offline") return <p>{words.lost}</p>;
  if (connection === "signed_out") return <WithWay says={words.signedOut} way={words.signIn} go={reloadPage} />;
  // Supervisors are given none by being there.
  if (me === null || me.role !== "agent" || me.agent.presence === "online") return null;
  const comeOnline = () => void inbox.setPresence(me.agent.id, "online");
  return <WithWay says={words.notThere[me.agent.presence]} way={words.comeOnline} go={comeOnline} />;
}

function WithWay(props: { readonly says: string; readonly way: string; readonly go: () => void }): JSX.Element {
  return (
    <p>
      {props.says}{" "}
      <button type="button" class="link" onClick={props.go}>
        {props.way}
      </button>
    </p>
  );
}

function reloadPage(): void {
  location.reload();
}

/** What could not be done, and what to do instead. */
export function FailureBanner(): JSX.Element | null {
  const words = useWords();
  const inbox = useInbox();
  const { failure } = inbox.state;
  if (failure === null) return null;
  return (
    <div role="alert" class="failure">
      <div>
        <p>{adviceFor(failure.status, words)}</p>
        {isExplained(failure.status) ? <p class="sentence">{failure.sentence}</p> : null}
      </div>
      <button type="button" onClick={() => inbox.store.update({ failure: null })}>
        {words.dismiss}
      </button>
    </div>
  );
}

function adviceFor(status: number, { failure }: Words): string {
  if (status === 0) return failure.unreachable;
  if (status >= 500) return failure.broken;
  return failure.byStatus[status] ?? failure.refused;
}

/** What the desk says adds something where it does not do what is asked; of its own troubles it tells nothing. */
function isExplained(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
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
        <p>{changes.length === 0 ? words.collisionOther : changes.join(" ")}</p>
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
