import type { JSX } from "preact";
import type { ChatMessage } from "../../http/webchat/protocol.ts";
import type { Chat } from "./chat.ts";
import type { GivenRating } from "./chat-state.ts";
import { Icon } from "./icons.tsx";
import type { Texts } from "./texts/texts.ts";

/** Scales of so many scores are stars; others are numbers. */
const stars = 5;

/** A survey: its scale, then thanks and room for a comment. */
export function Rating(props: {
  readonly surveyId: string;
  readonly options: ChatMessage["options"];
  readonly given: GivenRating | undefined;
  readonly chat: Chat;
  readonly texts: Texts;
}): JSX.Element {
  const { surveyId, options, given, chat, texts } = props;
  if (given === undefined) return <Scale {...props} />;
  return (
    <div class="rating">
      {options.length === stars && (
        <p class="given" aria-hidden="true">
          {options.map((option) => (
            <span key={option.id} class={scoreOf(option) <= given.score ? "star on" : "star"}>
              <Icon name="star" />
            </span>
          ))}
        </p>
      )}
      <p class="thanks" tabIndex={-1}>
        {given.isCommented ? texts.commentThanks : texts.rateThanks}
      </p>
      {!given.isCommented && (
        <Comment texts={texts} send={(comment) => void chat.rate(surveyId, given.score, comment)} />
      )}
    </div>
  );
}

function Scale({ surveyId, options, chat, texts }: Parameters<typeof Rating>[0]): JSX.Element {
  const isStars = options.length === stars;
  const [lowest, highest] = [options[0], options.at(-1)];
  return (
    <fieldset class={isStars ? "rating stars" : "rating"}>
      <legend class="hidden">{texts.rate}</legend>
      <div class="scale">
        {options.map((option) => (
          <button
            key={option.id}
            type="button"
            class={isStars ? "star" : "score"}
            aria-label={option.title}
            title={option.title}
            onClick={() => void chat.rate(surveyId, scoreOf(option))}
          >
            {isStars ? <Icon name="star" /> : scoreOf(option)}
          </button>
        ))}
      </div>
      <p class="ends" aria-hidden="true">
        <span>{labelOf(lowest)}</span>
        <span>{labelOf(highest)}</span>
      </p>
    </fieldset>
  );
}

function Comment({ texts, send }: { readonly texts: Texts; readonly send: (comment: string) => void }): JSX.Element {
  return (
    <form
      class="comment"
      onSubmit={(event) => {
        event.preventDefault();
        const comment = `${new FormData(event.currentTarget).get("comment") ?? ""}`.trim();
        if (comment !== "") send(comment);
      }}
    >
      <textarea name="comment" rows={2} placeholder={texts.ratePlaceholder} aria-label={texts.ratePlaceholder} />
      <button type="submit" class="pill">
        {texts.rateSend}
      </button>
    </form>
  );
}

type Option = ChatMessage["options"][number];

/** The desk ends the id of a score, and begins its title, with the number. */
function scoreOf({ id, title }: Option): number {
  return Number(/^\d+/.exec(title)?.[0] ?? /\d+$/.exec(id)?.[0] ?? 0);
}

function labelOf(option: Option | undefined): string {
  return option?.title.replace(/^\d+\s*/, "") ?? "";
}
