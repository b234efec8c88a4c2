import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Inbox } from "./inbox.ts";
import { keep } from "./kept.ts";
import { Shell } from "./shell.tsx";
import { InboxContext } from "./use-inbox.ts";
import { dictionaries, LanguageContext, type LanguageTag } from "./words.ts";

/** The inbox in the language of its reader. */
export function App(props: {
  readonly inbox: Inbox;
  readonly title: string;
  readonly language: LanguageTag;
}): JSX.Element {
  const { inbox } = props;
  const [tag, setTag] = useState(props.language);
  useEffect(() => {
    document.documentElement.lang = tag;
  }, [tag]);
  const language = useMemo(() => {
    const choose = (chosen: LanguageTag) => {
      keep("localStorage", "language", chosen);
      inbox.speak(chosen);
      setTag(chosen);
    };
    return { tag, words: dictionaries[tag], choose };
  }, [tag, inbox]);
  return (
    <LanguageContext.Provider value={language}>
      <InboxContext.Provider value={inbox}>
        <Shell title={props.title} />
      </InboxContext.Provider>
    </LanguageContext.Provider>
  );
}
