import { render } from "preact";
import { App } from "./app.tsx";
import { Inbox } from "./inbox.ts";
import { languageOf } from "./words.ts";

const root = document.getElementById("kefu-inbox");
if (root === null) throw new Error("The page has no place for the inbox.");
const language = languageOf(root.dataset.language);
const inbox = new Inbox(root.dataset.base ?? "", language);
render(<App inbox={inbox} title={root.dataset.title ?? ""} language={language} />, root);
inbox.start();
