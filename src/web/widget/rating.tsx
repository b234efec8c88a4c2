import type { JSX } from "preact";
import type { ChatMessage } from "../../http/webchat/protocol.ts";
import type { Chat } from "./chat.ts";

/** Scales of so many scores are stars; others are numbers. */
const stars = 5;

interface RatingProps {
  readonly chat: Chat;
  /** The scores, lowest first. */
  readonly options: ChatMessage["options"];
  /** The place of the one that was chosen; -1: none was. */
  readonly given: number;
}

/** A survey's scale. A score is chosen as every option is; then it shows which. The desk thanks, and takes a comment. */
export function Rating({ chat, options, given }: RatingProps): JSX.Element {
  return (
    <div class="rating">
      <div class="row">
        {options.map((option, each) => (
          <button
            key={option.id}
            type="button"
            class="score"
            aria-label={option.title}
            aria-pressed={each === given}
            aria-disabled={given >= 0}
            onClick={() => {
              if (given < 0) chat.choose(option);
            }}
          >
            {options.length !== stars ? Number.parseInt(option.title, 10) : each <= given ? "★" : "☆"}
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
