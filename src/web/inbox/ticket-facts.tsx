import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { ClockView, SurveyView, TicketDetails, TicketRow } from "../../http/inbox/protocol.ts";
import { agentName } from "./conversation-log.tsx";
import { Countdown } from "./countdown.tsx";
import { Icon } from "./icons.tsx";
import { hashOf } from "./route.ts";
import { fullTime } from "./time-words.ts";
import { useInbox } from "./use-inbox.ts";
import { useLanguage, useWords } from "./words.ts";

/** What the ticket is: its place, priority, tags, clocks and what the customer thought of it. */
export function TicketFacts({ details }: { readonly details: TicketDetails }): JSX.Element {
  const { words, tag } = useLanguage();
  const { me, route } = useInbox().state;
  const { ticket } = details;
  return (
    <section aria-label={words.ticket}>
      <h2>
        {words.ticket} #{ticket.number}
      </h2>
      <dl class="facts">
        <Fact name={words.reference}>
          <span class="reference">{ticket.id}</span>
        </Fact>
        <Fact name={words.queue}>{ticket.queue}</Fact>
        <Fact name={words.agent}>{ticket.agentId === null ? words.nobody : agentName(me?.agents, ticket.agentId)}</Fact>
        <Fact name={words.type}>{ticket.type}</Fact>
        <Fact name={words.priorityLabel}>
          <PriorityChoice details={details} />
        </Fact>
        <Fact name={words.created}>{fullTime(ticket.createdAt, tag)}</Fact>
        {ticket.escalationReason === null ? null : (
          <Fact name={words.escalationReason}>
            <span dir="auto">{ticket.escalationReason}</span>
            {ticket.acknowledgedAt === null ? "" : ` · ${words.acknowledged}`}
          </Fact>
        )}
        {ticket.mergedInto === null ? null : (
          <Fact name={words.mergedInto}>
            <a href={hashOf({ view: route.view, ticketId: ticket.mergedInto })}>{ticket.mergedInto}</a>
          </Fact>
        )}
      </dl>
      <Tags details={details} />
      {details.clocks.length === 0 ? null : (
        <>
          <h3>{words.clocks}</h3>
          <ul class="clocks">
            {details.clocks.map((clock) => (
              <Clock key={`${clock.metric} ${clock.dueAt}`} clock={clock} />
            ))}
          </ul>
        </>
      )}
      {details.surveys.map((survey) => (
        <Survey key={`${survey.kind} ${survey.answeredAt}`} survey={survey} />
      ))}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const priorities = ["low", "normal", "high", "urgent"] as const satisfies readonly TicketRow["priority"][];

function PriorityChoice({ details }: { readonly details: TicketDetails }): JSX.Element {
  const words = useWords();
  const inbox = useInbox();
  const { priority } = details.ticket;
  if (!details.may.includes("prioritize")) return <>{words.priority[priority]}</>;
  const set = async (select: HTMLSelectElement) => {
    const chosen = priorities.find((one) => one === select.value);
    const isDone = chosen !== undefined && (await inbox.ticket?.act("prioritize", { priority: chosen }));
    if (!isDone) select.value = priority;
  };
  return (
    <select
      class="quiet"
      aria-label={words.priorityLabel}
      value={priority}
      onChange={(event) => void set(event.currentTarget)}
    >
      {priorities.map((one) => (
        <option key={one} value={one}>
          {words.priority[one]}
        </option>
      ))}
    </select>
  );
}

function Tags({ details }: { readonly details: TicketDetails }): JSX.Element | null {
  const words = useWords();
  const inbox = useInbox();
  const [added, setAdded] = useState("");
  const { tags } = details.ticket;
  const may = details.may.includes("tag");
  if (!may && tags.length === 0) return null;
  const submit = async (event: Event) => {
    event.preventDefault();
    const tag = added.trim();
    if (tag !== "" && (await inbox.ticket?.act("tag", { add: [tag] }))) setAdded("");
  };
  return (
    <>
      <h3>{words.tags}</h3>
      <div class="tags">
        {tags.map((tag) => (
          <span key={tag} class="tag" dir="auto">
            {tag}
            {may ? (
              <button
                type="button"
                class="plain"
                aria-label={words.removeTag(tag)}
                onClick={() => void inbox.ticket?.act("tag", { remove: [tag] })}
              >
                <Icon name="close" />
              </button>
            ) : null}
          </span>
        ))}
        {may ? (
          <form onSubmit={(event) => void submit(event)}>
            <input
              class="add-tag"
              aria-label={words.addTag}
              placeholder={words.addTag}
              value={added}
              onInput={(event) => setAdded(event.currentTarget.value)}
            />
          </form>
        ) : null}
      </div>
    </>
  );
}

function Clock({ clock }: { readonly clock: ClockView }): JSX.Element {
  const words = useWords();
  const { metric, state, dueAt, breached } = clock;
  const runs = state === "running" && dueAt !== null;
  return (
    <li>
      <span>{words.metric[metric] ?? metric}</span>
      {runs ? (
        <Countdown due={{ metric, at: dueAt, breached }} />
      ) : (
        <span class="faint">{breached ? words.breached : words.clock[state]}</span>
      )}
    </li>
  );
}

/** The highest score of each kind of survey. */
const highest = { csat: 5, nps: 10, ces: 7 } as const;

function Survey({ survey }: { readonly survey: SurveyView }): JSX.Element {
  const words = useWords();
  const { kind, status, score, comment } = survey;
  return (
    <>
      <h3>
        {words.survey} <span class="faint">{kind.toUpperCase()}</span>
      </h3>
      {score === null ? (
        <p class="faint">{words.surveyStatus[status]}</p>
      ) : (
        <p class="score">
          {kind === "csat" ? (
            <span class="stars" aria-hidden="true">
              {"★★★★★".slice(0, score)}
              <i>{"★★★★★".slice(score)}</i>
            </span>
          ) : null}
          {words.score(score, highest[kind])}
        </p>
      )}
      {comment === null ? null : <blockquote dir="auto">{comment}</blockquote>}
    </>
  );
}
