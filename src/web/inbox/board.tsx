import type { JSX } from "preact";
import type { Board } from "../../http/inbox/protocol.ts";
import { hashOf } from "./route.ts";
import { duration } from "./time-words.ts";
import { PresenceSelect } from "./top-bar.tsx";
import { useInbox, useNow } from "./use-inbox.ts";
import { useLanguage, useWords } from "./words.ts";

/** The whole desk at a glance, for supervisors. */
export function BoardPane(): JSX.Element {
  const words = useWords();
  const { board } = useInbox().state;
  return (
    <section class="board" aria-labelledby="kefu-board-name">
      <h2 id="kefu-board-name" tabIndex={-1}>
        {words.view.board}
      </h2>
      {board === null ? (
        <p class="empty">{words.loading}</p>
      ) : (
        <>
          <Figures board={board} />
          <div class="tables">
            <Queues board={board} />
            <Agents board={board} />
          </div>
        </>
      )}
    </section>
  );
}

function Figures({ board }: { readonly board: Board }): JSX.Element {
  const { words, tag } = useLanguage();
  const { score, answered, asked, responseRate } = board.csat;
  const percent = (share: number) => new Intl.NumberFormat(tag, { style: "percent" }).format(share);
  return (
    <dl class="figures">
      <div data-calling={board.sla.breached > 0}>
        <dt>{words.slaBreached}</dt>
        <dd>{board.sla.breached}</dd>
      </div>
      <div>
        <dt>{words.slaDueSoon}</dt>
        <dd>{board.sla.dueSoon}</dd>
      </div>
      <div>
        <dt>{words.escalatedNow}</dt>
        <dd>{board.escalated}</dd>
      </div>
      <div>
        <dt>{words.csatToday}</dt>
        <dd>
          {score === null ? "–" : percent(score)}
          <small>{answered === 0 ? words.noAnswersYet : words.csatAnswered(answered, asked)}</small>
        </dd>
      </div>
      <div>
        <dt>{words.responseRate}</dt>
        <dd>{responseRate === null ? "–" : percent(responseRate)}</dd>
      </div>
    </dl>
  );
}

function Queues({ board }: { readonly board: Board }): JSX.Element {
  const words = useWords();
  const at = useNow(10_000);
  return (
    <table>
      <caption>{words.boardQueues}</caption>
      <thead>
        <tr>
          <th scope="col">{words.queue}</th>
          <th scope="col">{words.waiting}</th>
          <th scope="col">{words.oldest}</th>
        </tr>
      </thead>
      <tbody>
        {board.queues.map(({ name, waiting, waitingSince, isOpen }) => (
          <tr key={name}>
            <th scope="row">
              <a href={hashOf({ view: `queue:${name}`, ticketId: null })}>{name}</a>{" "}
              <span class="open-state" data-open={isOpen}>
                {isOpen ? words.isOpen : words.isClosed}
              </span>
            </th>
            <td>{waiting}</td>
            <td>{waitingSince === null ? "–" : duration(at - Date.parse(waitingSince), words)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Agents({ board }: { readonly board: Board }): JSX.Element {
  const words = useWords();
  return (
    <table>
      <caption>{words.boardAgents}</caption>
      <thead>
        <tr>
          <th scope="col">{words.agent}</th>
          <th scope="col">{words.presenceColumn}</th>
          <th scope="col">{words.loadLabel}</th>
        </tr>
      </thead>
      <tbody>
        {board.agents.map((agent) => (
          <tr key={agent.id}>
            <th scope="row">{agent.name}</th>
            <td>
              <PresenceSelect agent={agent} label={words.presenceOf(agent.name)} />
            </td>
            <td>
              <meter
                min={0}
                max={Math.max(agent.capacity, agent.load, 1)}
                high={agent.capacity * 0.8}
                value={agent.load}
                aria-label={`${words.loadLabel} ${agent.name}`}
              />{" "}
              {words.load(agent.load, agent.capacity)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
