import type { JSX } from "preact";
import type { ChatMessage } from "../../http/webchat/protocol.ts";
import type { ChatPanelProps } from "./chat-panel.tsx";
import type { GivenRating } from "./chat-state.ts";

/** Scales of so many scores are stars; others are numbers. */
const stars = 5;

interface RatingProps extends ChatPanelProps {
  readonly surveyId: string;
  readonly options: ChatMessage["options"];
  readonly given: GivenRating | undefined;
}

/** A survey: its scale, then thanks and room for a comment. */
export function Rating(props: RatingProps): JSX.Element {
  const { surveyId, given, chat, texts } = props;
  if (given === undefined) return <Scale {...props} />;
  return (
    <form
      class="rating"
      onSubmit={(event) => {
        event.preventDefault();
        const comment = `${new FormData(event.currentTarget).get("comment")}`.trim();
        if (comment !== "") void chat.rate(surveyId, given.score, comment);
      }}
    >
      <p class="thanks" tabIndex={-1}>
        {texts.thanks}
      </p>
      {!given.isCommented && (
        <>
          <textarea name="comment" rows={2} placeholder={texts.ratePlaceholder} aria-label={texts.ratePlaceholder} />
          <button type="submit" class="pill">
            {texts.send}
          </button>
        </>
      )}
    </form>
  );
}

function Scale({ surveyId, options, chat }: RatingProps): JSX.Element {
  const isStars = options.length === stars;
  return (
    <div class="rating">
      <div class="row">
        {options.map((option) => (
          <button
            key={option.id}
            type="button"
            class="score"
            aria-label={option.title}
            onClick={() => void chat.rate(surveyId, scoreOf(option))}
          >
            {isStars ? "☆" : scoreOf(option)}
          </button>
        ))}
      </div>
      <p class="small ends" aria-hidden="true">
        {[options[0], options.at(-1)].map((option) => (
          <span key={option}>{option?.title.replace(/^\d+\s*/, "")}</span>
        ))}
      </p>
    </div>
  );
}

/** The desk begins the title of a score with the number. */
function scoreOf({ title }: ChatMessage["options"][number]): number {
  return Number.parseInt(title, 10);
}
